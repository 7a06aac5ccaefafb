"""Links whose addresses stand elsewhere: "[Neglect][3]" or "Neglect [3]", and "[3]: https://…" below or at the end."""

import re

from hscp.brochure.reading.link_text import ADDRESS

DEFINITION = re.compile(rf"\s{{0,8}}\[(?P<name>[^\[\]]{{1,60}})\]:?\s{{1,20}}<?(?P<address>{ADDRESS})>?\s*")
REFERENCE = re.compile(r"\[(?P<label>[^\[\]]{1,600})\] ?\[(?P<name>[^\[\]]{0,60})\]")
NUMBER_AT_END = re.compile(
    r"^(?P<before>\s*(?:\S{1,3}\s+)?)(?P<title>[^\[\]]{1,600}?) ?\[(?P<name>\d{1,4})\]\s*$"
)


def with_reference_links(texts):
    """Return the lines (a list of str) with each reference as [label](address), and the numbers of the lines that give addresses.

    A reference without an address stays as it is.
    """
    addresses, given = {}, []
    for number, text in enumerate(texts, start=1):
        if found := DEFINITION.fullmatch(text):
            addresses.setdefault(found["name"].casefold(), found["address"])
            given.append(number)
    if not addresses:
        return texts, []
    known = [_linked(text, addresses) for text in texts]
    for number in given:
        known[number - 1] = ""
    return known, given


def _linked(text, addresses):
    def link(found):
        address = addresses.get((found["name"] or found["label"]).casefold())
        return f"[{found['label']}]({address})" if address else found[0]

    at_end = NUMBER_AT_END.match(text)
    if at_end and at_end["name"] in addresses:
        return f"{at_end['before']}[{at_end['title']}]({addresses[at_end['name']]})"
    return REFERENCE.sub(link, text)
