"""The colours of the stylesheets, read from their custom properties, against WCAG's two limits."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEXT, EDGE = 4.5, 3.0
WHITE = "#ffffff"
CSS = Path(settings.BASE_DIR) / "static" / "css"


def colours(*blocks):
    """Return the custom properties of stylesheet blocks as {name: "#rrggbb"}; later blocks win."""
    found = {}
    for block in blocks:
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6}|var\(--[\w-]+\));", block))
    return {name: found[value[6:-1]] if value.startswith("var") else value for name, value in found.items()}


def block(filename, selector):
    """Return the declarations of the first rule for `selector`."""
    return re.search(re.escape(selector) + r"\s*\{([^}]*)\}", (CSS / filename).read_text()).group(1)


ROOT = block("portal.css", ":root")
ORDINARY = colours(ROOT)
HIGH = colours(ROOT, block("contrast.css", 'html[data-contrast="high"]'))
MORE = colours(ROOT, block("contrast.css", 'html:not([data-contrast="high"])'))


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


@pytest.mark.parametrize("palette", [ORDINARY, MORE], ids=["ordinary", "more"])
@pytest.mark.parametrize("ground", ["white", "portal-mist", "portal-mist-dark", "portal-alert"])
@pytest.mark.parametrize(
    "ink",
    [
        "govuk-text-colour",
        "govuk-link-colour",
        "govuk-link-hover-colour",
        "govuk-surface-text-colour",
        "portal-brand-dark",
        "portal-on-alert",
    ],
)
def test_text_can_be_read_on_every_ground(palette, ground, ink):
    assert ratio(palette[ink], palette.get(ground, WHITE)) >= TEXT


@pytest.mark.parametrize("palette", [ORDINARY, MORE], ids=["ordinary", "more"])
@pytest.mark.parametrize("ground", ["white", "portal-mist", "portal-mist-dark"])
@pytest.mark.parametrize("ink", ["govuk-secondary-text-colour", "govuk-link-visited-colour"])
def test_lesser_text_can_be_read_on_pages_and_panels(palette, ground, ink):
    assert ratio(palette[ink], palette.get(ground, WHITE)) >= TEXT


@pytest.mark.parametrize("ground", ["portal-brand", "portal-brand-dark"])
def test_white_text_can_be_read_on_the_brand(ground):
    assert ratio(ORDINARY["portal-on-brand"], ORDINARY[ground]) >= TEXT


@pytest.mark.parametrize("palette", [ORDINARY, MORE], ids=["ordinary", "more"])
@pytest.mark.parametrize(
    ("edge", "ground"),
    [
        ("govuk-input-border-colour", "white"),
        ("govuk-input-border-colour", "portal-mist"),
        ("portal-edge", "white"),
        ("portal-edge", "portal-mist"),
        ("portal-alert-edge", "portal-alert"),
        ("portal-brand", "white"),
    ],
)
def test_edges_that_mean_something_can_be_seen(palette, edge, ground):
    assert ratio(palette[edge], palette.get(ground, WHITE)) >= EDGE


@pytest.mark.parametrize(
    "ink",
    [
        "govuk-text-colour",
        "govuk-secondary-text-colour",
        "govuk-link-colour",
        "govuk-link-hover-colour",
        "govuk-link-visited-colour",
        "govuk-surface-text-colour",
        "portal-on-alert",
        "portal-on-brand",
        "govuk-error-colour",
        "govuk-success-colour",
        "govuk-input-border-colour",
        "portal-line",
        "portal-edge",
        "portal-alert-edge",
    ],
)
def test_high_contrast_reaches_the_stricter_limit(ink):
    assert ratio(HIGH[ink], HIGH["govuk-body-background-colour"]) >= 7.0
