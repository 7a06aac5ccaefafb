"""What Django knows of languages: their names, their own names and which way they run. It saves editors the typing."""

from dataclasses import dataclass

from django.conf.locale import LANG_INFO

from hscp.languages.enums import CODE, Direction, normal_code


@dataclass(frozen=True)
class KnownLanguage:
    """A language as lists have it: its code, its English name, what its speakers call it, and its direction."""

    code: str
    name: str
    own_name: str
    direction: str


def _read():
    for code, about in LANG_INFO.items():
        normal = normal_code(code)
        if "name" in about and CODE.fullmatch(normal) and not normal.startswith("en"):
            own_name = about["name_local"]
            direction = Direction.RTL if about["bidi"] else Direction.LTR
            yield normal, KnownLanguage(normal, about["name"], own_name[0].upper() + own_name[1:], direction)


KNOWN_LANGUAGES = dict(sorted(_read(), key=lambda pair: pair[1].name))
