"""Nothing but `training/booking/places/` creates a booking or changes its state, place, turn or offer: read from the code (T05).

`training/booking/past_bookings.py` creates those of sessions that are over.
"""

import ast
from pathlib import Path

import pytest
from django.contrib import admin

from training.models import Booking

ROOT = Path(__file__).resolve().parents[3]
# `past_bookings.py` keeps bookings of sessions that are over, in which no place is given to anybody any more.
BOOKING = ROOT / "training" / "booking"
PLACES = sorted((BOOKING / "places").glob("*.py"))
WRITERS = {*PLACES, BOOKING / "past_bookings.py"}
OURS = {"state", "place", "turn", "offered_until"}
MAKES = {
    "create", "acreate", "bulk_create", "abulk_create", "get_or_create", "aget_or_create", "update_or_create",
    "aupdate_or_create",
}  # fmt: skip


def _names(node):
    """Return the words in an expression that may lead to a booking: names and attributes, without what calls are given."""
    if isinstance(node, ast.Call):
        return _names(node.func)
    words = set()
    if isinstance(node, ast.Name):
        words.add(node.id)
    if isinstance(node, ast.Attribute):
        words |= {node.attr} | _names(node.value)
    if isinstance(node, ast.Subscript | ast.Starred | ast.Await | ast.NamedExpr):
        words |= _names(node.value)
    if isinstance(node, ast.Tuple | ast.List | ast.BoolOp | ast.IfExp | ast.ListComp | ast.GeneratorExp):
        for child in ast.iter_child_nodes(node):
            words |= _names(child)
    return words


def _bound(node):
    """Yield (target, value) of everything in `node` that gives a value a name."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, node.value
    elif isinstance(node, ast.NamedExpr | ast.AnnAssign) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, ast.For | ast.comprehension):
        yield node.target, node.iter


def faults(source):
    """Return [(line, what)] for each place in `source` that makes a booking or writes what only places may."""
    tree = ast.parse(source)
    known = {"Booking", "booking", "bookings"}

    def is_booking(node):
        return bool(_names(node) & known)

    nodes = list(ast.walk(tree))
    before = 0
    while len(known) > before:
        before = len(known)
        for node in nodes:
            for target, value in _bound(node):
                if isinstance(target, ast.Name) and is_booking(value):
                    known.add(target.id)
    found = []
    for node in nodes:
        if isinstance(node, ast.Call):
            found += [(node.lineno, what) for what in _call_faults(node, is_booking)]
        elif isinstance(node, ast.Constant) and "training_booking " in f"{node.value} ":
            found.append((node.lineno, "names the table"))
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            if (
                isinstance(target, ast.Attribute)
                and target.attr in OURS
                and _is_one(target.value, is_booking)
            ):
                found.append((node.lineno, f"sets {target.attr}"))
    return sorted(found)


def _is_one(node, is_booking):
    """Whether an expression is a booking, and not something that hangs on one, such as its session."""
    return is_booking(node) and not (isinstance(node, ast.Attribute) and node.attr in {"session", "course"})


def _call_faults(call, is_booking):
    """Yield what is wrong with one call, if anything."""
    func, given = call.func, {word.arg for word in call.keywords}
    if isinstance(func, ast.Name):
        if func.id == "Booking":
            yield "makes a booking"
        sets = func.id == "setattr" and _is_one(call.args[0], is_booking)
        if sets and getattr(call.args[1], "value", "") in OURS:
            yield "sets a field by name"
    if not isinstance(func, ast.Attribute) or not is_booking(func.value):
        return
    literal = {node.value for node in ast.walk(call) if isinstance(node, ast.Constant)}
    if (
        func.attr in MAKES
        and _names(func.value) & {"Booking", "bookings"}
        and "events" not in _names(func.value)
    ):
        yield "makes a booking"
    elif (
        func.attr in {"update", "aupdate"}
        and given & OURS
        or func.attr in {"bulk_update", "abulk_update"}
        and literal & OURS
    ):
        yield "updates what only places may"
    elif func.attr in {"update", "aupdate"} and "email" in given and "email_key" not in given:
        yield "changes an address without what it is compared by"
    elif func.attr in {"save", "asave"} and _is_one(func.value, is_booking):
        if "update_fields" not in given:
            yield "saves all fields, and so an old state"
        elif literal & OURS:
            yield "updates what only places may"


@pytest.mark.parametrize(
    "source",
    [
        "Booking(name='Ann')",
        "Booking.objects.create(name='Ann')",
        "session.bookings.create(name='Ann')",
        "Booking.objects.bulk_create(rows)",
        "Booking.objects.filter(pk=1).update(state='confirmed')",
        "rows = session.bookings.all()\nrows.update(place=1)",
        "booking.state = 'confirmed'",
        "for row in Booking.objects.filter(pk=1):\n    row.turn = 1",
        "one = Booking.objects.get(pk=1)\none.place += 1",
        "[row] = [1]\nrow = booking\nsetattr(row, 'state', 1)",
        "booking.save()",
        "booking.save(update_fields=['name', 'state'])",
        "Booking.objects.bulk_update(rows, ['place'])",
        "Booking.objects.filter(pk=1).update(email='a@example.org')",
        "cursor.execute('UPDATE training_booking SET state = 1')",
    ],
)
def test_the_reading_finds_each_way_to_write(source):
    found = faults(source)

    assert len(found) == 1


@pytest.mark.parametrize(
    "source",
    [
        "booking.name = 'Ann'\nbooking.save(update_fields=['name'])",
        "session.state = 'open'\nsession.save()",
        "Booking.objects.filter(state='confirmed').update(access_needs='')",
        "Message.objects.create(booking=booking)",
        "booking.session.place",
        "booking.events.create(what='seen')",
    ],
)
def test_the_reading_lets_other_writing_be(source):
    assert faults(source) == []


def test_nothing_else_writes_bookings():
    files = [path for app in ("training", "hscp") for path in sorted((ROOT / app).rglob("*.py"))]
    read = [path for path in files if path not in WRITERS and "migrations" not in path.parts]

    found = [
        f"{path.relative_to(ROOT)}:{line} {what}" for path in read for line, what in faults(path.read_text())
    ]

    assert [path.stem for path in PLACES if faults(path.read_text())] != []
    assert found == []


def test_the_admin_offers_no_form_of_the_bookings_own_fields():
    """A ModelAdmin or an inline of bookings would save their state; the admin's pages of bookings call places."""
    inlines = [inline.model for one in admin.site._registry.values() for inline in one.inlines]

    assert Booking not in {*admin.site._registry, *inlines}
