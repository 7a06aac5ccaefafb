"""Texts and values as an editor reads them in a plan: plain, without markup."""

import html
import re

from hscp.brochure.importing.three_way_comparison import canonical_html

_line_end = re.compile(r"</(?:p|h3|h4|blockquote)>|<br\s*/?>|</?(?:ul|ol)[^>]*>|</li>")
_item = re.compile(r"<li[^>]*>")
_tag = re.compile(r"<[^>]+>")


def plain_text(markup):
    """Return cleaned rich text as plain lines: a line for each paragraph, a dash before each list item."""
    text = _line_end.sub("\n", _item.sub("\n- ", canonical_html(markup)))
    lines = (" ".join(line.split()) for line in html.unescape(_tag.sub("", text)).splitlines())
    return "\n".join(line for line in lines if line)


def lines_label(numbers):
    """Return where in a document something stands: “line 12”, “lines 12, 40 and 3 more”."""
    numbers = sorted(set(numbers))
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    if len(numbers) <= 4:
        return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    return f"lines {', '.join(map(str, numbers[:3]))} and {len(numbers) - 3} more"
