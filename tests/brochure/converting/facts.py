"""What a brochure says, as facts that can be compared whatever file they were read from."""

from html import unescape


def facts_of(document):
    """Return the set of facts of a ReadBrochure: (theme, what, where it stands, title, link)."""
    found = {("", "edition", "", document.edition, "")}
    for pack in document.packs:
        found.add((pack.title, "theme", "", pack.title, ""))
        found |= {
            (pack.title, "toolkit", each.audience_group, each.title, each.link) for each in pack.toolkits
        }
        found |= {
            (pack.title, "toolkit list", each.audience_group, each.label, "") for each in pack.toolkit_lists
        }
        found |= {
            (pack.title, "resource", f"{each.section} {each.collection}".strip(), each.title, each.link)
            for each in pack.resources
        }
        found |= {(pack.title, "course", each.format, each.title, each.link) for each in pack.courses}
        found |= {(pack.title, "booking line", each.kind, each.text, "") for each in pack.booking_lines}
        found.add((pack.title, "key message", "", words(pack.key_message), ""))
        found.add((pack.title, "introduction", "", words(pack.introduction), ""))
    return found


def words(text):
    """Return a text without its line breaks and the marks of Markdown."""
    return " ".join(unescape(text).replace("*", "").replace("\\", "").split())
