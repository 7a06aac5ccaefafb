"""Ten thousand searches made of what breaks parsers."""

import random

HOSTILE_STRINGS = 10_000


def hostile_strings():
    """Yield strings made from what breaks parsers, the same ones every time."""
    pick = random.Random(45)  # noqa: S311
    pieces = [
        *"\"'`-+!^~*?:;()[]{}<>|&/\\.,@#$%=_ \t\n\r\x00\x1b\x7f",
        *[
            "\ud800",
            "\udfff",
            "\ufffe",
            "\U0010ffff",
            "😀",
            "👨‍👩‍👧",
            "\u202e",
            "\u200b",
            "é",
            "ß",
            "İ",
            "ﬁ",
            "中文",
        ],
        *[
            "AND",
            "OR",
            "NOT",
            "TO",
            "NEAR",
            "title:",
            "kind:",
            "*:*",
            "IN [",
            "--",
            "-" * 40,
            '""',
            "\\u0000",
        ],
        *[
            "neglect",
            "child",
            "FGM",
            "'; DROP TABLE x; --",
            "<script>",
            "{{ 7*7 }}",
            "%00",
            "../..",
            "x" * 300,
            "9" * 50,
        ],
    ]
    for _ in range(HOSTILE_STRINGS):
        joint = pick.choice(["", "", " "])
        yield joint.join(pick.choices(pieces, k=pick.choice([1, 2, 3, 5, 8, 13, 60])))
