import json
import re
from pathlib import Path

import pytest

from hscp.web import frontend_assets

FONT = "GDS Transport,arial,sans-serif"
CREST = "url(/assets/images/govuk-crest.svg)"
FONT_FACE = '@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2) format("woff2")}'


def make_stylesheet(*, fonts=58, crests=3, faces=2, extra=""):
    """Return a stylesheet with as many of each licensed part as the package has, or as many as asked for."""
    return (
        '@charset "UTF-8";'
        + FONT_FACE * faces
        + "".join(f".part-{n}{{font-family:{FONT}}}" for n in range(fonts))
        + "".join(f".crest-{n}{{mask-image:{CREST}}}" for n in range(crests))
        + extra
        + "\n/*# sourceMappingURL=govuk-frontend.min.css.map */\n"
    )


def install(project, package, version, files):
    """Put an npm package with `files` {path: text} into the project's node_modules."""
    folder = project / "node_modules" / package
    for path, text in ({"package.json": json.dumps({"version": version})} | files).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


AUTOCOMPLETE = (
    """x='<span id=1 style="border:0;clip:rect(0 0 0 0);width:1px"> '+n;\n//# sourceMappingURL=a.js.map"""
)


@pytest.fixture
def project(tmp_path):
    """A project folder with the packages installed, of versions 9.9.9, 3.3.3, 4.4.4 and 5.5.5."""
    versions = {
        "govuk-frontend": "9.9.9",
        "accessible-autocomplete": "3.3.3",
        frontend_assets.TYPEFACE: "4.4.4",
        frontend_assets.WEB_TYPEFACE: "5.5.5",
    }
    (tmp_path / "package.json").write_text(json.dumps({"dependencies": versions}))
    install(
        tmp_path,
        "govuk-frontend",
        "9.9.9",
        {
            f"dist/govuk/{frontend_assets.STYLESHEET}": make_stylesheet(),
            f"dist/govuk/{frontend_assets.SCRIPT}": "export{initAll};//# sourceMappingURL=govuk-frontend.min.js.map\n",
        },
    )
    install(
        tmp_path, "accessible-autocomplete", "3.3.3", {f"dist/{frontend_assets.AUTOCOMPLETE}": AUTOCOMPLETE}
    )
    install(
        tmp_path,
        frontend_assets.TYPEFACE,
        "4.4.4",
        {name: f"of {name}" for name in frontend_assets.FONT_FILES},
    )
    install(
        tmp_path,
        frontend_assets.WEB_TYPEFACE,
        "5.5.5",
        {name: f"of {name}" for name in frontend_assets.WEB_FONT_FILES},
    )
    return tmp_path


def test_stylesheet_names_our_font_and_nothing_licensed():
    css = frontend_assets.transform_stylesheet(make_stylesheet(), "9.9.9")

    assert css.count(frontend_assets.FONT_STACK) == 58
    assert css.count("mask-image:none") == 3
    assert [fragment for fragment in frontend_assets.FORBIDDEN if fragment in css] == []


def test_stylesheet_starts_with_its_charset():
    css = frontend_assets.transform_stylesheet(make_stylesheet(), "9.9.9")

    assert css.startswith('@charset "UTF-8";/*! GOV.UK Frontend 9.9.9, Crown copyright, MIT licence')


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"fonts": 57}, "expected 58 of font stacks, found 57"),
        ({"crests": 4}, "expected 3 of crest images, found 4"),
        ({"faces": 1}, "expected 2 of @font-face rules, found 1"),
        (
            {"extra": ".new{background:url(/assets/images/crown.png)}"},
            "govuk-frontend.min.css still contains '/assets/'",
        ),
        (
            {"extra": ".new{font-family:GDS Transport}"},
            "govuk-frontend.min.css still contains 'GDS Transport'",
        ),
        ({"extra": ".new{background:url(x.png)}"}, "govuk-frontend.min.css still contains 'url('"),
    ],
)
def test_stylesheet_written_differently_is_refused(changed, message):
    with pytest.raises(frontend_assets.FrontendError) as refused:
        frontend_assets.transform_stylesheet(make_stylesheet(**changed), "9.9.9")

    assert str(refused.value) == message


def test_rules_of_unused_components_go_and_groups_left_empty_with_them():
    css = (
        ".govuk-tabs__list,.govuk-list{margin:0}.govuk-task-list:not(.a,.b){top:0}.govuk-header--x .govuk-link{left:0}"
        "@media print{.govuk-footer{display:none}@media screen{.govuk-accordion{top:0}}}"
        "@media print{.govuk-tag{color:#000}}.govuk-\\!-margin-0{margin:0}.govuk-\\!-margin-bottom-0{margin-bottom:0}.govuk-error-summary{top:0}"
    )

    assert frontend_assets.without_unused_rules(css) == (
        ".govuk-list{margin:0}@media print{.govuk-tag{color:#000}}.govuk-\\!-margin-bottom-0{margin-bottom:0}"
        ".govuk-error-summary{top:0}"
    )


def test_a_stylesheet_that_ends_within_a_rule_is_refused():
    with pytest.raises(frontend_assets.FrontendError):
        frontend_assets.without_unused_rules("@media print{.a{top:0}")


def test_no_page_uses_a_component_whose_rules_are_left_out():
    places = [
        path
        for folder in ("templates", "static/js", "hscp", "themes", "resources", "contacts", "training")
        for path in (frontend_assets.PROJECT / folder).rglob("*")
        if path.suffix in (".html", ".js", ".py") and path != Path(frontend_assets.__file__)
    ]
    unused = "|".join(frontend_assets.UNUSED_COMPONENTS)
    used = {
        found
        for path in places
        for found in re.findall(
            rf"govuk-(?:(?:{unused})(?![\w-])|(?:{unused})(?:__|--)[\w-]+|!-(?!margin-bottom-0)[\w-]+)",
            path.read_text(),
        )
    }

    assert len(places) > 300
    assert used == set()


def test_script_loses_its_source_map_only():
    script = frontend_assets.transform_script("export{initAll};//# sourceMappingURL=a.js.map\n", "9.9.9")

    assert script == frontend_assets.notice("9.9.9") + "export{initAll};\n"


def test_autocomplete_has_a_class_in_place_of_its_inline_style():
    script = frontend_assets.transform_autocomplete(AUTOCOMPLETE, "3.3.3")

    assert script.split("*/\n")[1] == "x='<span id=1 class=\"govuk-visually-hidden\"> '+n;\n"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (AUTOCOMPLETE * 2, "expected 1 of inline styles, found 2"),
        (AUTOCOMPLETE.replace("clip", "color"), "expected 1 of inline styles, found 0"),
        (
            AUTOCOMPLETE.replace("//# sourceMappingURL=a.js.map", ""),
            "expected 1 of source map lines, found 0",
        ),
    ],
)
def test_autocomplete_written_differently_is_refused(script, message):
    with pytest.raises(frontend_assets.FrontendError) as refused:
        frontend_assets.transform_autocomplete(script, "3.3.3")

    assert str(refused.value) == message


def test_build_writes_every_file_once(project):
    first = frontend_assets.build(project)
    second = frontend_assets.build(project)

    fonts = [name.rpartition("/")[2] for name in frontend_assets.FONT_FILES]
    web_fonts = [name.rpartition("/")[2] for name in frontend_assets.WEB_FONT_FILES]
    assert (first, second) == (
        [
            frontend_assets.STYLESHEET,
            frontend_assets.SCRIPT,
            frontend_assets.AUTOCOMPLETE,
            *web_fonts,
            *fonts,
        ],
        [],
    )
    built = project / "build" / "assets"
    assert sorted(path.relative_to(built).as_posix() for path in built.rglob("*.*")) == [
        f"autocomplete/{frontend_assets.AUTOCOMPLETE}",
        *sorted(f"fonts/{name}" for name in web_fonts if name != "LICENSE"),
        f"govuk/{frontend_assets.STYLESHEET}",
        f"govuk/{frontend_assets.SCRIPT}",
    ]


def test_fonts_come_with_their_licence_and_those_of_the_pdfs_are_not_served(project):
    frontend_assets.build(project)

    build = project / "build"
    assert (build / "fonts" / "LICENSE_FONT").read_text() == "of LICENSE_FONT"
    assert (build / "assets" / "fonts" / "LICENSE").read_text() == "of LICENSE"
    assert list((project / "build" / "assets").rglob("*.ttf")) == []


@pytest.mark.parametrize(
    ("package", "version"),
    [
        ("govuk-frontend", "9.9.9"),
        ("accessible-autocomplete", "3.3.3"),
        (frontend_assets.TYPEFACE, "4.4.4"),
        (frontend_assets.WEB_TYPEFACE, "5.5.5"),
    ],
)
def test_build_refuses_another_version_and_writes_nothing(project, package, version):
    manifest = json.loads((project / "package.json").read_text())
    manifest["dependencies"][package] = "9.9.10"
    (project / "package.json").write_text(json.dumps(manifest))

    with pytest.raises(frontend_assets.FrontendError) as refused:
        frontend_assets.build(project)

    assert str(refused.value) == (
        f"{package} {version} is installed but 9.9.10 is pinned: run 'npm ci --omit=dev'"
    )
    assert not (project / "build").exists()


def test_build_names_the_command_when_the_package_is_missing(tmp_path):
    with pytest.raises(frontend_assets.FrontendError) as refused:
        frontend_assets.build(tmp_path)

    assert str(refused.value).endswith("package.json is missing: run 'npm ci --omit=dev' first")


def test_lock_file_names_no_registry():
    lock = (frontend_assets.PROJECT / "package-lock.json").read_text()

    assert "resolved" not in lock
    assert "://" not in lock


@pytest.mark.parametrize(
    "package",
    sorted(
        {
            frontend_assets.TYPEFACE,
            frontend_assets.WEB_TYPEFACE,
            *(asset.package for asset in frontend_assets.ASSETS),
        }
    ),
)
def test_repository_pins_one_exact_version(package):
    lock = json.loads((frontend_assets.PROJECT / "package-lock.json").read_text())

    assert lock["packages"][f"node_modules/{package}"]["version"] == frontend_assets.pinned_version(
        frontend_assets.PROJECT, package
    )
