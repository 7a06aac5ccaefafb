"""A text in whatever dress, as lines that the reader can read, with an account of what was taken away."""

from hscp.brochure.reading.contents import read_contents
from hscp.brochure.reading.headings import heading_of
from hscp.brochure.reading.line_account import Account
from hscp.brochure.reading.lines import read_line
from hscp.brochure.reading.numbered_headings import without_numbers
from hscp.brochure.reading.page_furniture import find_page_numbers, find_running_lines, with_gaps_closed
from hscp.brochure.reading.page_headers import find_header_keys
from hscp.brochure.reading.reference_links import with_reference_links
from hscp.brochure.reading.values import Became
from hscp.brochure.reading.wrapped_lines import read_lines
from hscp.records.titles import match_key


def read_plain_text(printed, readings):
    """Return (lines, account) of the printed lines of a text. `readings` is {line number: Reading}, as an editor said."""
    texts, given = with_reference_links(printed)
    texts = without_numbers(texts, lambda text: heading_of(read_line(1, text)))
    numbers = find_page_numbers(texts) - set(readings)
    running = _running_lines(texts, numbers, readings) if numbers else set()
    gaps = with_gaps_closed(texts, numbers | running) - set(readings)
    lines = read_lines(
        texts, is_known_heading=heading_of, readings=readings, left_out=numbers | running | gaps
    )
    account = Account(printed, lines, readings)
    account.mark_numbers(given, Became.FORM, "the address of a link")
    account.mark_numbers(gaps, Became.BLANK)
    account.mark_numbers(running, Became.PAGE_HEADER)
    account.mark_numbers(numbers, Became.PAGE_NUMBER)
    if running:
        names = "; ".join(sorted({f"“{texts[number - 1].strip()}”" for number in running}))
        account.notice(f"Printed on most pages and left out: {names}.")
    return lines, account


def _running_lines(texts, numbers, readings):
    """The lines that repeat beside the page numbers, but for the block that titles are found below."""
    lines = read_lines(texts, is_known_heading=heading_of, readings=readings, left_out=numbers)
    contents = read_contents(lines, Account(texts, lines))
    titles = frozenset(map(match_key, contents.entries))
    kept = titles | find_header_keys(lines, contents.end, titles)

    def is_kept(words):
        return match_key(words) in kept or heading_of(read_line(1, words))

    return find_running_lines(texts, numbers, is_kept) - set(readings)
