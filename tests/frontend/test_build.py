import json

import pytest

from hscp import frontend

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


@pytest.fixture
def project(tmp_path):
    """A project folder with an installed package of version 9.9.9."""
    package = tmp_path / "node_modules" / "govuk-frontend"
    (package / "dist" / "govuk").mkdir(parents=True)
    (tmp_path / "package.json").write_text(json.dumps({"dependencies": {"govuk-frontend": "9.9.9"}}))
    (package / "package.json").write_text(json.dumps({"version": "9.9.9"}))
    (package / "dist" / "govuk" / frontend.STYLESHEET).write_text(make_stylesheet())
    (package / "dist" / "govuk" / frontend.SCRIPT).write_text(
        "export{initAll};//# sourceMappingURL=govuk-frontend.min.js.map\n"
    )
    return tmp_path


def build(project):
    return frontend.build(
        project=project,
        package=project / "node_modules" / "govuk-frontend",
        output=project / "build",
    )


def test_stylesheet_names_our_font_and_nothing_licensed():
    css = frontend.transform_stylesheet(make_stylesheet(), "9.9.9")

    assert css.count(frontend.FONT_STACK) == 58
    assert css.count("mask-image:none") == 3
    assert [fragment for fragment in frontend.FORBIDDEN if fragment in css] == []


def test_stylesheet_starts_with_its_charset():
    css = frontend.transform_stylesheet(make_stylesheet(), "9.9.9")

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
    with pytest.raises(frontend.FrontendError) as refused:
        frontend.transform_stylesheet(make_stylesheet(**changed), "9.9.9")

    assert str(refused.value) == message


def test_script_loses_its_source_map_only():
    script = frontend.transform_script("export{initAll};//# sourceMappingURL=a.js.map\n", "9.9.9")

    assert script == frontend.notice("9.9.9") + "export{initAll};\n"


def test_build_writes_two_files_once(project):
    first = build(project)
    second = build(project)

    assert (first, second) == ([frontend.STYLESHEET, frontend.SCRIPT], [])
    assert sorted(path.name for path in (project / "build").iterdir()) == [
        frontend.STYLESHEET,
        frontend.SCRIPT,
    ]


def test_build_refuses_another_version_and_writes_nothing(project):
    (project / "package.json").write_text(json.dumps({"dependencies": {"govuk-frontend": "9.9.10"}}))

    with pytest.raises(frontend.FrontendError) as refused:
        build(project)

    assert str(refused.value) == "version 9.9.9 is installed but 9.9.10 is pinned: run 'npm ci --omit=dev'"
    assert not (project / "build").exists()


def test_build_names_the_command_when_the_package_is_missing(tmp_path):
    with pytest.raises(frontend.FrontendError) as refused:
        build(tmp_path)

    assert str(refused.value).endswith("package.json is missing: run 'npm ci --omit=dev' first")


def test_lock_file_names_no_registry():
    lock = (frontend.PROJECT / "package-lock.json").read_text()

    assert "resolved" not in lock
    assert "://" not in lock


def test_repository_pins_one_exact_version():
    lock = json.loads((frontend.PROJECT / "package-lock.json").read_text())

    assert lock["packages"]["node_modules/govuk-frontend"]["version"] == frontend.pinned_version(
        frontend.PROJECT
    )
