"""The colours of the stylesheets: each name colours one kind of thing, and the modes' colours keep to WCAG's limits."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEXT, EDGE = 4.5, 3.0
CSS = Path(settings.BASE_DIR) / "static" / "css"
SHEETS = {
    path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in CSS.glob("*.css")
}
# What a name may colour, by its last word; GOV.UK Frontend's names have their own words.
KINDS = {
    "text": re.compile(
        r"--portal-[\w-]+-text|--govuk-((secondary-|surface-|inverse-)?text|link|error|success)[\w-]*"
    ),
    "ground": re.compile(r"--portal-[\w-]+-ground|--govuk-[\w-]*background-colour"),
    "edge": re.compile(r"--portal-([\w-]+-)?(edge|line)|--govuk-[\w-]*border-colour|--govuk-error-colour"),
}
PROPERTIES = {
    "text": r"color|text-decoration-color",
    "ground": r"background(-color)?",
    "edge": r"(border|outline|column-rule)[\w-]*|box-shadow|fill|stroke",
}
LITERAL = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|(?<![\w-])(white|black|red|yellow)(?![\w-])")


def declarations(sheet):
    """Return what the rules of a stylesheet set, as (property, value); the lists of names are left out."""
    found = re.findall(r"([\w-]+):\s*([^;{}]+)(?=[;}])", SHEETS[sheet])
    return [(name, value) for name, value in found if not name.startswith("--")]


def without_print(sheet):
    """Return the rules for the screen: paper is black on white, and says so."""
    return "" if sheet == "print.css" else re.sub(r"@media print \{(?:[^{}]|\{[^}]*\})*\}", "", SHEETS[sheet])


def names(block):
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


def block(filename, selector):
    """Return the declarations of the first rule for `selector`."""
    return re.search(re.escape(selector) + r"\s*\{([^}]*)\}", SHEETS[filename]).group(1)


ROOT = names(block("portal.css", ":root"))
COLOURS = {name for name, value in ROOT.items() if re.fullmatch(r"#[0-9a-f]{6}|transparent", value)}
HIGH_NAMES = names(block("contrast.css", 'html[data-contrast="high"]'))
ORDINARY = ROOT
HIGH = ROOT | HIGH_NAMES
MORE = ROOT | names(block("contrast.css", 'html:not([data-contrast="high"])'))
PALETTES = pytest.mark.parametrize("palette", [ORDINARY, MORE, HIGH], ids=["ordinary", "more", "high"])


def luminance(colour):
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_ratio_agrees_with_the_standard():
    assert round(ratio("#000000", "#ffffff"), 2) == 21.0
    assert round(ratio("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_name_colours_one_kind_of_thing(sheet):
    wrong = [
        f"{name}: {used}"
        for name, value in declarations(sheet)
        for kind, properties in PROPERTIES.items()
        if re.fullmatch(properties, name)
        for used in re.findall(r"var\((--[\w-]+)", value)
        if used in COLOURS | {"--govuk-error-colour", "--govuk-success-colour"}
        and not KINDS[kind].fullmatch(used)
    ]

    assert wrong == []


def test_every_name_tells_its_kind_and_no_name_is_of_two():
    both = [name for name in COLOURS if KINDS["text"].fullmatch(name) and KINDS["ground"].fullmatch(name)]
    neither = [name for name in COLOURS if not any(kind.fullmatch(name) for kind in KINDS.values())]

    assert both == []
    # GOV.UK Frontend's own: our rules do not use them.
    assert sorted(neither) == ["--govuk-brand-colour", "--govuk-hover-colour"]


@pytest.mark.parametrize("sheet", SHEETS)
def test_rules_take_every_colour_from_a_name(sheet):
    rules = re.sub(r"--[\w-]+:[^;]+;", "", without_print(sheet))

    # A shadow under a menu is no colour of a mode.
    assert [found.group() for found in LITERAL.finditer(rules.replace("rgba(0, 0, 0, 0.25)", ""))] == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_name_that_is_used_is_given(sheet):
    used = set(re.findall(r"var\((--portal-[\w-]+)", SHEETS[sheet]))

    assert used - ROOT.keys() == set()


def test_every_colour_has_its_own_in_high_contrast():
    assert COLOURS - HIGH_NAMES.keys() == set()


@PALETTES
def test_what_is_written_on_a_ground_can_be_read(palette):
    named = [re.fullmatch(r"--portal-on-([\w-]+)-text", name) for name in palette]
    pairs = [(match.group(), f"--portal-{match.group(1)}-ground") for match in named if match]
    pairs += [(f"--portal-{state}-text", f"--portal-{state}-ground") for state in ("open", "shut", "found")]
    pairs += [
        ("--portal-on-brand-text", "--portal-brand-dark-ground"),
        ("--portal-on-button-text", "--portal-button-hover-ground"),
        ("--portal-on-alert-text", "--portal-alert-hover-ground"),
        ("--portal-hint-text", "--portal-input-ground"),
        ("--portal-strong-text", "--portal-cream-ground"),
        ("--portal-on-sun-text", "--portal-cream-ground"),
    ]

    assert [pair for pair in pairs if ratio(*(palette[name] for name in pair)) < TEXT] == []
    assert len(pairs) > 12


@PALETTES
@pytest.mark.parametrize("ground", ["page", "mist", "mist-dark"])
def test_text_of_the_page_can_be_read_on_every_ground_of_the_page(palette, ground):
    inks = ["text", "link", "link-hover", "link-visited", "secondary-text", "surface-text"]
    inks = [f"--govuk-{ink}-colour" for ink in inks] + ["--portal-strong-text"]

    assert [ink for ink in inks if ratio(palette[ink], palette[f"--portal-{ground}-ground"]) < TEXT] == []


@PALETTES
@pytest.mark.parametrize(
    ("edge", "ground"),
    [
        ("--govuk-input-border-colour", "--portal-page-ground"),
        ("--govuk-input-border-colour", "--portal-mist-ground"),
        ("--portal-edge", "--portal-page-ground"),
        ("--portal-edge", "--portal-mist-ground"),
        ("--portal-alert-edge", "--portal-alert-ground"),
        ("--portal-brand-edge", "--portal-page-ground"),
        ("--portal-on-brand-edge", "--portal-brand-ground"),
        ("--portal-focus-edge", "--portal-focus-ground"),
    ],
)
def test_edges_that_mean_something_can_be_seen(palette, edge, ground):
    assert ratio(palette[edge], palette[ground]) >= EDGE


def test_high_contrast_reaches_the_stricter_limit():
    texts = [
        name
        for name in HIGH_NAMES
        if KINDS["text"].fullmatch(name)
        and not re.fullmatch(
            r"--portal-(on-(chosen|focus|emergency|same-day)|found)-text|--govuk-inverse-text-colour", name
        )
    ]

    assert [name for name in texts if ratio(HIGH[name], "#000000") < 7] == []
    assert len(texts) > 10


def test_grounds_of_govuk_frontend_are_those_of_the_page():
    for palette in (ORDINARY, MORE, HIGH):
        assert palette["--govuk-body-background-colour"] == palette["--portal-page-ground"]
        assert palette["--govuk-surface-background-colour"] == palette["--portal-mist-ground"]
