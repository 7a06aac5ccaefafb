"""What people read, wherever it is written: who speaks, one name for each thing, and no turn of phrase of another language."""

import ast
import re

import pytest
from django.conf import settings

from tests.architecture.import_graph import modules

TEMPLATES = settings.BASE_DIR / "templates"


def _shown(source):
    """Return what a template shows, with its comments, tags and the addresses and classes of its markup left out."""
    source = re.sub(r"\{% comment %\}[\s\S]*?\{% endcomment %\}|\{#.*?#\}", "", source)
    source = re.sub(r"\b(?:class|href|src|id|for|name|action|data-[\w-]+)=\"[^\"]*\"", "", source)
    # Of a tag, what it shows: the words that it gives to a component.
    return re.sub(
        r"\{%.*?%\}|\{\{.*?\}\}", lambda tag: " ".join(re.findall(r"\"([^\"/]*)\"", tag[0])), source
    )


def _texts(path):
    """Return the literal strings of a module, as they are put together, without its docstrings."""
    tree = ast.parse(path.read_text())
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return "\n".join(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    )


PAGES_AND_MAILS = {
    path.relative_to(settings.BASE_DIR).as_posix(): _shown(path.read_text())
    for path in sorted(TEMPLATES.rglob("*"))
    if path.suffix in {".html", ".txt"}
}
PAPERS = {
    path.relative_to(settings.BASE_DIR).as_posix(): re.sub(r"(?m)^\s*//.*$", "", path.read_text())
    for path in sorted((settings.BASE_DIR / "hscp" / "documents" / "typst").glob("*.typ"))
}
# What models say is in their migrations too: it is changed with the next one of its app.
MESSAGES = {name: _texts(path) for name, path in modules().items() if ".migrations" not in name}


@pytest.mark.parametrize(
    ("why", "pattern", "where"),
    [
        (
            "we, or the partnership, speak: the website as a thing is “this site”",
            r"(?<!Written by )\b[Tt]h(?:e|is) portal\b",
            PAGES_AND_MAILS | PAPERS | MESSAGES,
        ),
        (
            "the four are levels of need; only the partnership's own document has another name",
            r"\b[Tt]hresholds?\b(?! Chart)",
            PAGES_AND_MAILS,
        ),
        ("they are agency processes", r"(?<![Aa]gency )\b[Pp]rocess(?:es)?\b", PAGES_AND_MAILS),
        ("they are Day in the life tools", r"\bDay in the [Ll]ife\b(?! tool)", PAGES_AND_MAILS | MESSAGES),
        (
            "a native speaker says it in other words",
            r"\b(?:stands? (?:below|under|in the document|as a file)|c[ao]me?s? free|is told by|in step with"
            r"|goes on seeing|(?:^|[.:] )Who does not|is to go\b|of (?:his|her|their|your|its) own accord)",
            PAGES_AND_MAILS | MESSAGES,
        ),
    ],
    ids=["narrator", "levels of need", "agency processes", "day in the life tools", "idiom"],
)
def test_it_is_said_in_our_words(why, pattern, where):
    found = {name: re.findall(pattern, text) for name, text in where.items() if re.search(pattern, text)}

    assert (why, found) == (why, {})
