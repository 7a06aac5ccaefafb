"""Every regular expression of the code, and long texts that nearly match it."""

import ast
import importlib
import re
import re._parser as parser
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("hscp", "themes", "resources", "contacts", "training")
FUNCTIONS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}


def calls():
    """Yield (module name, call) for each call of `re` in the code, migrations aside."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _is_of_re(node):
                    yield module, node


def _is_of_re(call):
    function = call.func
    return isinstance(function, ast.Attribute) and (
        ast.unparse(function.value) == "re" and function.attr in FUNCTIONS
    )


def written_out(module, call):
    """Return the expression (re.Pattern) of a call, or None where the call makes it of what only it knows."""
    names = vars(importlib.import_module(module))
    flags = call.args[2:] if call.func.attr in ("sub", "subn") else call.args[1:]
    flags = [each for each in flags if re.fullmatch(r"re\.[A-Z]+( \| re\.[A-Z]+)*", ast.unparse(each))]
    flags += [each.value for each in call.keywords if each.arg == "flags"]
    try:
        pattern = _value(call.args[0], names)
        return (
            pattern
            if isinstance(pattern, re.Pattern)
            else re.compile(pattern, sum(_value(each, names) for each in flags))
        )
    except NameError:
        return None


def _value(node, names):
    return eval(compile(ast.Expression(node), "<the code>", "eval"), dict(names))  # noqa: S307


@cache
def _uses():
    """Return {name: functions} of everything in the code that is used like an expression: {"_LINE": {"fullmatch"}}."""
    uses = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for name, function in re.findall(r"\b(\w+)\.(\w+)\(", path.read_text()):
                if function in FUNCTIONS:
                    uses.setdefault(name, set()).add(function)
    return uses


def functions_of(name):
    """Return which functions of an expression called `name` are used anywhere: {"fullmatch"}, for one."""
    return _uses().get(name, set())


def named(module):
    """Return {name: expression} of what a module holds under a name of its own."""
    return {
        name: each
        for name, each in vars(importlib.import_module(module)).items()
        if isinstance(each, re.Pattern)
    }


def held_by(module):
    """Return the expressions that a module holds, also in lists, tuples and tables."""
    found, left = [], list(vars(importlib.import_module(module)).values())
    while left:
        each = left.pop()
        if isinstance(each, re.Pattern):
            found.append(each)
        elif isinstance(each, list | tuple | set | frozenset):
            left += each
        elif isinstance(each, dict):
            left += [*each, *each.values()]
    return found


def near_misses(pattern, length):
    """Yield texts of about `length` characters: for each part of `pattern` that may repeat, what stands before it, the part as often
    as it takes, and a sign that fits nothing."""
    repeats = list(_repeats(parser.parse(pattern.pattern, pattern.flags), ""))
    if repeats:
        yield from (sign * length for sign in (" ", "a"))
    for before, repeated in dict.fromkeys(repeats):
        if repeated:
            yield before + repeated * (length // len(repeated)) + "\0"


def _repeats(parts, before):
    """Yield (what stands before it, one sample) for each part that may come again and again."""
    for kind, value in parts:
        if kind in (parser.MAX_REPEAT, parser.MIN_REPEAT, parser.POSSESSIVE_REPEAT):
            least, most, inner = value
            if most > 1:
                yield before, _sample(inner)
            yield from _repeats(inner, before)
        for inner in _inside(kind, value):
            yield from _repeats(inner, before)
        before += _sample([(kind, value)])


def _inside(kind, value):
    if kind is parser.SUBPATTERN:
        return [value[-1]]
    if kind is parser.ATOMIC_GROUP:
        return [value]
    if kind is parser.BRANCH:
        return value[1]
    return []


def _sample(parts):
    """Return a text that matches the parts of an expression, as far as one sign for each class can."""
    text = ""
    for kind, value in parts:
        if kind is parser.LITERAL:
            text += chr(value)
        elif kind in (parser.IN, parser.NOT_LITERAL, parser.ANY):
            text += _sign(kind, value)
        elif kind in (parser.MAX_REPEAT, parser.MIN_REPEAT, parser.POSSESSIVE_REPEAT):
            text += _sample(value[2]) * max(value[0], 1)
        elif inside := _inside(kind, value):
            text += _sample(inside[0])
    return text


def _sign(kind, value):
    """Return the first of some signs that a class of signs takes."""
    if kind is parser.ANY:
        return "a"
    return next((sign for sign in "a0 -.,:/<\n(@'\"A_é•" if _takes(kind, value, sign)), "a")


def _takes(kind, value, sign):
    if kind is parser.NOT_LITERAL:
        return ord(sign) != value
    negated, found = False, False
    for name, what in value:
        negated |= name is parser.NEGATE
        found |= name is parser.LITERAL and ord(sign) == what
        found |= name is parser.RANGE and what[0] <= ord(sign) <= what[1]
        found |= name is parser.CATEGORY and _in_category(what, sign)
    return found != negated


def _in_category(category, sign):
    letter = {"SPACE": r"\s", "DIGIT": r"\d", "WORD": r"\w"}[str(category).rpartition("_")[2]]
    return bool(re.match(letter, sign)) != ("NOT" in str(category))
