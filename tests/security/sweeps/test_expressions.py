"""No regular expression takes long for a long text (T47): each one of the code, with texts that nearly match it."""

import ast
import re
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from hscp.links.addresses import clean_address
from tests.effort import runaway_guard
from tests.security.sweeps.expressions import calls, functions_of, held_by, named, near_misses, written_out

LENGTH = 50_000
# Seconds of processor time for one text. A good expression takes a hundredth; one whose work grows with the square, far more.
MOST = 1
# Made of parts when they are needed, of which no part repeats but what stands in the code.
MADE_WHEN_NEEDED = {
    "hscp.brochure.importing.guesses": 1,
    "hscp.brochure.printing.pack_document": 1,
    "hscp.links.addresses": 1,
    "hscp.privacy.subject_access": 1,
    "hscp.records.rich_text.pasted_lines": 1,
    "hscp.search.query.interpretation": 1,
    "hscp.security.signed_in.descriptions": 1,
    "hscp.web.frontend_assets": 1,
    "training.follow_up.comment_words": 1,
}


def tried(expression, functions, most=MOST):
    """Search near misses of `expression` with each of `functions`. Raises AssertionError for one that goes on."""
    whole_only = functions and functions <= {"match", "fullmatch"}
    for text in near_misses(expression, LENGTH):
        text = text.encode() if isinstance(expression.pattern, bytes) else text
        with runaway_guard(most):
            for function in sorted(functions) if whole_only else ("fullmatch", "search"):
                getattr(expression, function)(text)


def expressions():
    """Return {(expression, flags): (where, what it is used for)} and {module: how many are made when they are needed}."""
    found, made = {}, {}
    modules = set()
    for module, call in calls():
        modules.add(module)
        expression = written_out(module, call)
        if expression is not None and call.func.attr != "compile":
            # Written where it is used: other uses of the same text count as well.
            key = expression.pattern, expression.flags
            found.setdefault(key, (module, set()))[1].add(call.func.attr)
        elif expression is None and not _is_held(module, call):
            made[module] = made.get(module, 0) + 1
    for module in sorted(modules):
        names = {id(each): name for name, each in named(module).items()}
        for expression in held_by(module):
            functions = functions_of(names[id(expression)]) if id(expression) in names else set()
            key = expression.pattern, expression.flags
            found.setdefault(key, (module, set()))[1].update(functions or {"search"})
    return found, made


def _is_held(module, call):
    """Return whether a call is one of several that fill a list of the module, which is read from there."""
    return call.func.attr == "compile" and ast.unparse(call.args[0]) == "pattern"


def test_every_expression_of_the_code_ends_soon():
    found, made = expressions()
    slow = []
    for (text, flags), (module, functions) in found.items():
        try:
            tried(re.compile(text, flags), functions)
        except AssertionError:
            slow.append((module, text))

    assert slow == []
    assert len(found) > 240
    assert made == MADE_WHEN_NEEDED


@pytest.mark.parametrize("expression", [r"(a|a)*b", r"\s+$", r"(?:a+)+b", r"[^.]{2,80}?\s*:?\s*$"])
def test_an_expression_that_backtracks_is_found(expression):
    with pytest.raises(AssertionError, match="still running"):
        tried(re.compile(expression), {"search"}, most=0.1)


@pytest.mark.parametrize("sign", ["a", "a.", "a@", "%20", "https://", "/a", "?a=b&", "[", "\u0130"])
def test_a_long_address_is_refused_or_cleaned_soon(sign):
    with runaway_guard(MOST), suppress(ValidationError):
        clean_address("https://example.org/" + sign * (LENGTH // len(sign)))
