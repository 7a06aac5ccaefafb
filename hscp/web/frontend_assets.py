"""Copy what the pages use from the npm packages into ``build/assets``, without what we may not or cannot serve, and the
same typeface for the PDFs into ``build/fonts``, which is not served.

Run at set-up, after ``npm ci --omit=dev``, and needs no settings::

    python -m hscp.web.frontend_assets

GOV.UK Frontend's components are MIT licensed and open to all; the Transport typeface and the royal crest are for
GOV.UK services only. The package names both in its stylesheet, so each is cut out here. Accessible Autocomplete
writes one inline style, which the content security policy refuses; a class takes its place. Every cut states how
often it must happen: a new release that writes them differently stops the set-up and is never served by accident.
"""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
STYLESHEET = "govuk-frontend.min.css"
SCRIPT = "govuk-frontend.min.js"
AUTOCOMPLETE = "accessible-autocomplete.min.js"
# One typeface in two forms: whole for the PDFs, in small parts for browsers.
TYPEFACE = "@expo-google-fonts/atkinson-hyperlegible"
WEB_TYPEFACE = "@fontsource/atkinson-hyperlegible"

CHARSET = '@charset "UTF-8";'
FONT_STACK = "var(--portal-font,system-ui,arial,sans-serif)"
# Components of GOV.UK Frontend that no page has: a third of its stylesheet. tests/web/test_frontend_assets.py says if one is used.
UNUSED_COMPONENTS = (
    "accordion",
    "back-link",
    "character-count",
    "cookie-banner",
    "date-input",
    "drop-zone",
    "feedback",
    "file-upload-button",
    "file-upload-wrapper",
    "footer",
    "generic-header",
    "header",
    "language-navigation",
    "logo-dot",
    "password-input",
    "phase-banner",
    "section-break",
    "summary-card",
    "tabs",
    "task-list",
)
_UNUSED = re.compile(
    r"\.govuk-(?:" + "|".join(UNUSED_COMPONENTS) + r")(?=__|--|[^\w-]|$)|\.govuk-\\!-(?!margin-bottom-0\b)"
)
# Fragments that must not be left in anything we serve.
FORBIDDEN = ("GDS Transport", "/assets/", "@font-face", "@import", "url(", "sourceMappingURL")


class FrontendError(Exception):
    """A package is missing, is not the pinned version, or is no longer written as expected."""


@dataclass(frozen=True)
class Asset:
    """A file of an npm package, its destination below ``build/assets``, and what is changed in it on the way.

    ``transform`` takes the text and the package's version, returns the text to serve, and raises FrontendError.
    """

    package: str
    source: str
    target: str
    transform: Callable[[str, str], str]


def replace_exactly(text, pattern, replacement, *, times, what):
    """Return ``text`` with every match of ``pattern`` replaced; raise FrontendError unless there are ``times``."""
    changed, count = re.subn(pattern, lambda match: replacement, text)
    if count != times:
        raise FrontendError(f"expected {times} of {what}, found {count}")
    return changed


def without_forbidden(text, name):
    """Return ``text`` unchanged; raise FrontendError when it still holds something we may not serve."""
    for fragment in FORBIDDEN:
        if fragment in text:
            raise FrontendError(f"{name} still contains {fragment!r}")
    return text


def transform_stylesheet(css, version):
    """Return the package's stylesheet with our font stack, no crest and no reference to another file."""
    css = replace_exactly(css, r"@font-face\{[^}]*\}", "", times=2, what="@font-face rules")
    css = replace_exactly(css, r"GDS Transport,arial,sans-serif", FONT_STACK, times=58, what="font stacks")
    css = replace_exactly(
        css, r"url\(/assets/images/govuk-crest\.svg\)", "none", times=3, what="crest images"
    )
    css = replace_exactly(css, r"/\*# sourceMappingURL=\S+ \*/", "", times=1, what="source map lines")
    css = without_unused_rules(css)
    css = replace_exactly(css, "^" + re.escape(CHARSET), CHARSET + notice(version), times=1, what="charset")
    return without_forbidden(css, STYLESHEET)


def without_unused_rules(css):
    """Return minified CSS without the selectors of unused components and of the overrides of margins and widths.

    A rule goes once none of its selectors is left, and so does a group of rules such as ``@media`` once it is empty.
    Raises FrontendError where a bracket is not closed.
    """
    kept, start = [], 0
    while (opening := css.find("{", start)) >= 0:
        # A statement such as @charset ends before the rule begins.
        rule = css.rfind(";", start, opening) + 1 or start
        kept.append(css[start:rule])
        closing = _closing_bracket(css, opening)
        head, body = css[rule:opening], css[opening + 1 : closing]
        if head.startswith(("@media", "@supports")):
            body = without_unused_rules(body)
            selectors = [head] if body else []
        else:
            selectors = [each for each in re.split(r",(?![^(]*\))", head) if not _UNUSED.search(each)]
        if selectors:
            kept.append(f"{','.join(selectors)}{{{body}}}")
        start = closing + 1
    return "".join(kept) + css[start:]


def _closing_bracket(css, opening):
    """Return where the bracket closes that opens at ``opening``."""
    depth = 0
    for place in re.finditer(r"[{}]", css[opening:]):
        depth += 1 if place.group() == "{" else -1
        if depth == 0:
            return opening + place.start()
    raise FrontendError("the stylesheet ends within a rule")


def transform_script(script, version):
    """Return the package's ES module without its source map line, which would name a file we do not serve."""
    script = replace_exactly(script, r"//# sourceMappingURL=\S+", "", times=1, what="source map lines")
    return without_forbidden(notice(version) + script, SCRIPT)


def notice(version):
    """Return the comment that says what the file is, as the MIT licence asks."""
    return (
        f"/*! GOV.UK Frontend {version}, Crown copyright, MIT licence: see licences/govuk-frontend.txt. "
        "Changed here: typeface, crest and unused components removed. */\n"
    )


def transform_autocomplete(script, version):
    """Return the suggestion component with a class in place of its inline style, and without its source map line."""
    script = replace_exactly(
        script,
        r' style="border:0;clip:[^"]*">',
        ' class="govuk-visually-hidden">',
        times=1,
        what="inline styles",
    )
    script = replace_exactly(script, r"//# sourceMappingURL=\S+", "", times=1, what="source map lines")
    comment = (
        f"/*! Accessible Autocomplete {version}, Crown copyright, MIT licence: see "
        "licences/accessible-autocomplete.txt. Changed here: one inline style is a class. */\n"
    )
    return without_forbidden(comment + script, AUTOCOMPLETE)


ASSETS = [
    Asset("govuk-frontend", f"dist/govuk/{STYLESHEET}", f"govuk/{STYLESHEET}", transform_stylesheet),
    Asset("govuk-frontend", f"dist/govuk/{SCRIPT}", f"govuk/{SCRIPT}", transform_script),
    Asset(
        "accessible-autocomplete",
        f"dist/{AUTOCOMPLETE}",
        f"autocomplete/{AUTOCOMPLETE}",
        transform_autocomplete,
    ),
]


# The typeface is under the SIL Open Font Licence, which requires its text to go with every copy. Browsers fetch the two
# parts that pages are written in, and another where a name or an emphasis needs it: see static/css/portal.css.
WEB_FONT_FILES = [
    "files/atkinson-hyperlegible-latin-400-normal.woff2",
    "files/atkinson-hyperlegible-latin-700-normal.woff2",
    "files/atkinson-hyperlegible-latin-400-italic.woff2",
    "files/atkinson-hyperlegible-latin-ext-400-normal.woff2",
    "files/atkinson-hyperlegible-latin-ext-700-normal.woff2",
    "LICENSE",
]
FONT_FILES = [
    "400Regular/AtkinsonHyperlegible_400Regular.ttf",
    "400Regular_Italic/AtkinsonHyperlegible_400Regular_Italic.ttf",
    "700Bold/AtkinsonHyperlegible_700Bold.ttf",
    "700Bold_Italic/AtkinsonHyperlegible_700Bold_Italic.ttf",
    "LICENSE_FONT",
]


def pinned_version(project, package):
    """Return the version of the npm ``package`` that ``package.json`` asks for."""
    manifest = json.loads((project / "package.json").read_text(encoding="utf-8"))
    return manifest["dependencies"][package]


def build(project=PROJECT):
    """Write the assets and fonts below ``build`` of the project; return the names of the files that changed.

    Raises FrontendError and writes nothing when a package is absent, is another version than the pinned
    one, or does not match what the cuts above expect.
    """
    build = project / "build"
    files = {build / "assets" / asset.target: _made(project, asset) for asset in ASSETS}
    for name in WEB_FONT_FILES:
        files[build / "assets" / "fonts" / Path(name).name] = _read(project, WEB_TYPEFACE, name)[0]
    for name in FONT_FILES:
        files[build / "fonts" / Path(name).name] = _read(project, TYPEFACE, name)[0]
    return [path.name for path, content in files.items() if write_if_changed(path, content)]


def _made(project, asset):
    """Return the bytes to serve for an asset."""
    content, version = _read(project, asset.package, asset.source)
    return asset.transform(content.decode(), version).encode()


def _read(project, package, name):
    """Return the bytes of a file of an npm package, and the package's version, which must be the pinned one."""
    folder = project / "node_modules" / package
    try:
        version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
        content = (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise FrontendError(f"{error.filename} is missing: run 'npm ci --omit=dev' first") from error
    pinned = pinned_version(project, package)
    if version != pinned:
        raise FrontendError(
            f"{package} {version} is installed but {pinned} is pinned: run 'npm ci --omit=dev'"
        )
    return content, version


def write_if_changed(path, content):
    """Write ``content`` (bytes) to ``path`` through a temporary file beside it, so that nobody reads half of it.

    Returns whether anything was written: an unchanged file keeps its date, so browsers keep their copy.
    """
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(path.suffix + ".partial")
    partial.write_bytes(content)
    partial.replace(path)
    return True


def main():
    """Build the assets and say what happened; return the exit code."""
    try:
        written = build()
    except FrontendError as error:
        sys.stderr.write(f"Front-end assets: {error}\n")
        return 1
    sys.stdout.write(f"Front-end assets: {', '.join(written) or 'up to date'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
