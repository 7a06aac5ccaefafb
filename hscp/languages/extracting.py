"""The catalogue of the words around the texts of pages, from the templates that say them and the code that marks them."""

import ast
import re
from pathlib import Path

from django.conf import settings

_SAID = re.compile(r"{%\s*say(?:_here)?\s+\"([^\"]+)\"")
_MARKED = "marked"
_PACKAGES = ("hscp", "themes", "resources", "contacts", "training")
_HEAD = """# The words around the texts of pages, which editors translate in the admin: see docs/languages.md.
# Written by `make messages` from the templates and the code.
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
"""


def extracted():
    """Return what the sources say and mark, {text: files}, in the order of the text."""
    found = {}
    root = Path(settings.BASE_DIR)
    for path in sorted((root / "templates").rglob("*.html")):
        for text in _SAID.findall(path.read_text()):
            found.setdefault(text, []).append(path)
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for text in _marked_in(path.read_text()):
                found.setdefault(text, []).append(path)
    return {
        text: tuple(dict.fromkeys(str(path.relative_to(root)) for path in files))
        for text, files in sorted(found.items())
    }


def _marked_in(source):
    if _MARKED not in source:
        return
    for node in ast.walk(ast.parse(source)):
        is_marked = isinstance(node, ast.Call) and getattr(node.func, "id", "") == _MARKED
        if is_marked and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def as_catalogue(texts):
    """Return the text of the catalogue with `texts`, {text: files}."""
    entries = [
        "".join(f"#: {file}\n" for file in files) + f'msgid "{_escaped(text)}"\nmsgstr ""\n'
        for text, files in texts.items()
    ]
    return "\n".join([_HEAD, *entries])


def _escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')
