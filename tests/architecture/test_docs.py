"""What the docs and the comments of templates name exists: commands, paths, settings, modules and names in code."""

import importlib
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("hscp", "themes", "resources", "contacts", "training", "tests")
FENCE = re.compile(r"^ *```.*?\n(.*?)^ *```|^\n?(?:    \S.*\n)+", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
COMMENT = re.compile(r"\{#(.*?)#\}|\{% comment %\}(.*?)\{% endcomment %\}", re.DOTALL)
PATH = re.compile(r"[\w.*<>-]*(?:/[\w.*<>-]+)*/?")
EXTENSION = re.compile(r"\.(py|html|md|typ|js|css|yaml|toml|txt|sh|in)$")
DOTTED = re.compile(rf"(?<![\w./@'\"-])(?:{'|'.join(PACKAGES)})(?:\.[A-Za-z_]\w*)+")
# Names that are not ours, or not of this repository.
OTHERS = {"Referer", "history.replaceState"}


@cache
def files():
    """Return the paths of the repository's files, as git knows them, and of the folders they are in."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    there = {path for path in listed if (ROOT / path).is_file()}
    return there | {parent.as_posix() for path in there for parent in Path(path).parents}


@cache
def words():
    """Return every word of the code, so that a name nobody uses is told."""
    code = (
        path
        for path in files()
        if path.endswith((".py", ".typ", ".js")) and not path.endswith("test_docs.py")
    )
    return {word for path in code for word in re.findall(r"\w+", (ROOT / path).read_text())}


@cache
def defined_in(module):
    """Return the words of all modules of this file name."""
    found = [path for path in files() if path.endswith((f"/{module}.py", f"/{module}/__init__.py"))]
    return {word for path in found for word in re.findall(r"\w+", (ROOT / path).read_text())}


@cache
def make_targets():
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@cache
def variables():
    """Return the HSCP_* settings that the code reads, with those of the periods for which data is kept."""
    from hscp.privacy.periods import PERIODS

    return {word for word in words() if word.startswith("HSCP_")} | {period.variable for period in PERIODS}


def exists(dotted):
    """Say whether a dotted name leads to a model, a module, or to what a module holds."""
    parts = dotted.split(".")
    if len(parts) == 2 and parts[1].lower() in apps.all_models.get(parts[0], ()):
        return True
    for number in range(len(parts), 0, -1):
        path = "/".join(parts[:number])
        if path in files() or f"{path}.py" in files():
            if number == len(parts):
                return True
            found = importlib.import_module(".".join(parts[:number]))
            for name in parts[number:]:
                if not hasattr(found, name):
                    return False
                found = getattr(found, name)
            return True
    return False


def is_path(text):
    """Say whether a file or folder is there, by its whole path or by the end of it."""
    text = text.strip("/")
    if "<" in text:
        return True
    if "*" in text:
        return any(Path(path).match(text) for path in files())
    return text in files() or any(path.endswith(f"/{text}") for path in files())


def wrong_in_code(code):
    """Yield what code in a document names and does not exist."""
    for command in re.findall(r"manage\.py\s+([a-z]\w*)", code):
        if command not in get_commands():
            yield f"manage.py {command}"
    for target in re.findall(r"(?:^|[;`])\s*(?:[A-Z_]+=\S+\s+)*make ([a-z][a-z-]*)", code, re.MULTILINE):
        if target not in make_targets():
            yield f"make {target}"
    for variable in re.findall(r"HSCP_[A-Z_]+\b(?!…)", code):
        if variable not in variables() and not variable.endswith("_"):
            yield variable


def wrong_in_span(span):
    """Yield what one piece of code in a line of prose names and does not exist."""
    yield from wrong_in_code(span)
    yield from wrong_dotted(span)
    top = span.split("/")[0]
    if PATH.fullmatch(span) and "/" in span or EXTENSION.search(span) and " " not in span:
        ours = f"{top}" in files() or EXTENSION.search(span)
        if ours and not span.startswith(("/", "var/", "build/", "http")) and not is_path(span):
            yield span
    name = re.fullmatch(r"(?:(\w+)\.)?([A-Za-z_]\w*)(?:\(.*\))?", span)
    if name and (name[1] or "(" in span or re.match(r"[A-Z]\w*[a-z]", span)) and not EXTENSION.search(span):
        module, word = name.groups()
        if module in apps.app_configs:
            # A model by its label, or a dotted name, which wrong_dotted() has looked at.
            if module not in PACKAGES and not exists(span):
                yield span
            return
        elsewhere = module and not defined_in(module) and "(" not in span  # such as a field of an answer
        if not elsewhere and word not in (defined_in(module) if module else words()) and span not in OTHERS:
            yield span


def wrong_dotted(text):
    for dotted in DOTTED.findall(text):
        if not EXTENSION.search(dotted) and not exists(dotted):
            yield dotted


DOCUMENTS = sorted(
    path
    for path in files()
    if path.endswith(".md")
    and path.startswith(("README", "CONTRIBUTING", "docs/", "content/README", "tests/migrations/"))
    and not path.startswith("docs/decisions/")
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_names_exists(document):
    text = (ROOT / document).read_text()
    blocks = "\n".join(match[0] for match in FENCE.finditer(text))
    prose = FENCE.sub("", text)

    wrong = {*wrong_in_code(blocks), *wrong_dotted(blocks)}
    for span in SPAN.findall(prose):
        wrong |= {*wrong_in_span(" ".join(span.split()))}
    for address in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
        if not (ROOT / document).parent.joinpath(address).exists():
            wrong.add(address)

    assert wrong == set(), " ".join(sorted(wrong))


def test_what_a_comment_of_a_template_names_exists():
    wrong = {
        (path, dotted)
        for path in files()
        if path.startswith("templates/") and path.endswith(".html")
        for comment in COMMENT.finditer((ROOT / path).read_text())
        for dotted in wrong_dotted(comment[0])
    }

    assert wrong == set()
