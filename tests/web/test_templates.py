"""Rules for every template, whoever writes it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
PUBLIC = [path for path in TEMPLATES if "admin" not in path.relative_to(ROOT).parts]
COMPONENTS = sorted((ROOT / "components").glob("*.html"))


def name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_has_no_inline_script_or_style(path):
    source = path.read_text()

    assert re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=[\"']|javascript:", source) == []


@pytest.mark.parametrize("path", PUBLIC, ids=name)
def test_template_loads_nothing_from_elsewhere(path):
    source = path.read_text()

    assert (
        re.findall(r"<(?:script|link|img|iframe|source)[^>]*(?:src|href)=[\"'](?:https?:)?//", source) == []
    )


@pytest.mark.parametrize("path", PUBLIC, ids=name)
def test_template_types_no_emergency_number_by_hand(path):
    words = re.sub(r"\s", "", path.read_text())

    numbers = [entry["number"].replace(" ", "") for entry in settings.HSCP_EMERGENCY_NUMBERS]
    assert [number for number in numbers if re.search(rf"(?<!\d){number}(?!\d)", words)] == []


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_component_starts_by_naming_its_inputs(path):
    first_line = path.read_text().splitlines()[0]

    assert re.fullmatch(r"\{# .+ #\}", first_line)


@pytest.mark.parametrize("path", PUBLIC, ids=name)
def test_component_is_included_with_its_inputs_only(path):
    includes = re.findall(r"\{% include \"components/[^%]*%\}", path.read_text())

    assert [tag for tag in includes if not tag.endswith(" only %}")] == []
