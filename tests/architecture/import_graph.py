"""The imports of our own code, read from its files: what the tests of the layers look at."""

import ast
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("hscp", "themes", "resources", "contacts", "training")


def modules():
    """Return {name of a module: its path} of all our code but the migrations."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {name_of(path.relative_to(ROOT)): path for path in paths if "migrations" not in path.parts}


def name_of(path):
    """Return the dotted name of the module at `path`, relative to the top of the repository."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source, known):
    """Return which of the modules `known` the text `source` of a module imports, in any form and at any depth."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # `from package import name` imports the module of that name where there is one, else the package.
            names |= {
                full if (full := f"{node.module}.{alias.name}") in known else node.module
                for alias in node.names
            }
    return {name for name in names if name in known}


def graph():
    """Return {module: the set of our modules that it imports} for all our code."""
    known = modules()
    return {name: imported(path.read_text(), known) - {name} for name, path in known.items()}


def circles(imports):
    """Return the lists of modules of `imports` (a graph) that import each other in a circle."""
    found, order, lowest, stack = [], {}, {}, []

    def visit(name):
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for other in sorted(imports[name]):
            if other not in order:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in stack:
                lowest[name] = min(lowest[name], order[other])
        if lowest[name] == order[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(imports):
        if name not in order:
            visit(name)
    return found


def looked_up_models(source):
    """Return the lines of `source` that reach a model round the imports: by `related_model`, `get_model` or the registry."""
    reaching = {"related_model", "get_model", "get_models", "related_objects"}
    return sorted(
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in reaching
    )
