"""The layers of docs/architecture.md, read from the code: by kind of module, and by package.

Kinds, from below: enums, models, domain functions, outputs, screens, composition. A module imports its own kind and those
below it. What a module is follows from its name; what no pattern names is a domain function.
"""

import re

import pytest

from tests.architecture.import_graph import (
    PACKAGES,
    circles,
    graph,
    imported,
    looked_up_models,
    modules,
)

KINDS = ("enums", "models", "domain", "outputs", "screens", "composition")
# The first pattern that fits the whole name decides.
PATTERNS = (
    ("composition", r"hscp\.(settings|urls|wsgi|checks|admin_site)|.*\.apps|.*\.management(\..*)?"),
    ("composition", r"hscp\.site(\..*)?|hscp\.search\.(sources|urls|views)(\..*)?|hscp\.brochure\.starter(\..*)?"),
    ("composition", r"hscp\.api(\..*)?"),
    ("composition", r"hscp\.privacy\.declarations|hscp\.page_cache\.wsgi"),
    ("enums", r"hscp\.vocabulary|.*\.enums|hscp\.records\.state|hscp\.privacy\.periods"),
    # Text and addresses made of plain values: they import nothing of ours.
    ("enums", r"hscp\.web\.(wording|addresses|markup)|hscp\.links\.(addresses|networks)"),
    ("enums", r"hscp\.links\.uploads\.kinds|resources\.years|hscp\.(email_addresses|details_in_text)"),
    # The number of the request at work, and what is counted: models and everything above say it.
    ("enums", r"hscp\.observability\.(current_request|metrics|worker_files)"),
    ("models", r".*\.models(\..*)?|hscp\.records\.(publishable|short_addresses|compiled_queries)|hscp\.records\.rich_text(\..*)?"),
    # What a queryset of sessions asks: it imports enums alone.
    ("models", r"training\.booking\.rules"),
    # What a field of a model checks its value with.
    ("models", r"contacts\.numbers\.telephone|training\.organisations\.names|hscp\.languages\.contact_details"),
    ("domain", r"hscp\.web\.(alphabet|excerpts|page_sizes|qr_codes|selections)"),
    ("screens", r"hscp\.(admin|web)(\..*)?|hscp\.security\.sign_in|hscp\.links\.desk\.session|hscp\.languages\.pages\.poster_views|hscp\.brochure\.(printing\.(urls|.*_views|brochure_page)|editions\.brochure_pages)"),
    ("domain", r"hscp\.documents\.spreadsheets"),
    ("screens", r".*\.(views|forms|admin|filters|spreadsheets|urls|templatetags)(\..*)?|hscp\.page_cache\.(cache|stale)"),
    ("outputs", r"(themes|resources|contacts|training)\.search|themes\.(packs|next_dates|situations)"),
    ("outputs", r"contacts\.(output|api)(\..*)?|training\.reports(\..*)?|training\.sessions\.schema_org"),
    ("outputs", r"hscp\.following\.sending|hscp\.languages\.(search|pages\.(facts|posters))"),
    ("outputs", r"hscp\.brochure\.(printing|writing|editions)(\..*)?"),
    ("domain", r".*"),
)  # fmt: skip
# Rooms of hscp that stand above the apps; the others stand below and know none of them.
ABOVE_THE_APPS = r"hscp\.(api|brochure|following|site|links\.desk|languages\.(pages|admin))(\..*)?"
SIBLINGS = ("resources", "contacts", "training")
# (module, what it may import all the same): each with its reason.
EXCUSED = {}
# Machinery over all models there are. Nothing else looks a model up: it imports what it needs, where this test sees it.
OVER_ALL_MODELS = {
    *("hscp.records.parts", "hscp.records.merging", "hscp.records.where_used"),
    *("hscp.records.history.restoring", "hscp.records.history.version_diff", "hscp.records.history.versions"),
    *("hscp.privacy.personal_fields", "hscp.privacy.subject_access", "hscp.brochure.starter.yaml_files"),
    *("hscp.brochure.importing.planning", "hscp.brochure.importing.record_comparison"),
    "hscp.brochure.importing.record_types",
    *("hscp.page_cache.content_version", "hscp.database.column_defaults"),
    *("hscp.links.models.rows", "hscp.links.models.linked", "hscp.links.deciding"),
    "hscp.links.checking.served",
    *("hscp.editing.freshness.kinds", "hscp.languages.models"),
    *("hscp.editing.snapshots", "hscp.editing.changes", "hscp.editing.comparison"),
    *("hscp.editing.undoing.written_rows", "hscp.editing.undoing.rows_of_step", "hscp.editing.undoing.steps"),
    *("hscp.editing.undoing.changed_since", "hscp.editing.undoing.named_records"),
    "hscp.editing.undoing.taking_back",
    "hscp.editing.drafts.telling",
}

IMPORTS = graph()
ARROWS = [(name, other) for name, others in sorted(IMPORTS.items()) for other in sorted(others)]


def kind_of(name):
    """Return the kind of the module `name`, one of KINDS."""
    return next(kind for kind, pattern in PATTERNS if re.fullmatch(pattern, name))


def height(name):
    return KINDS.index(kind_of(name))


def package_of(name):
    return name.partition(".")[0]


def is_below_the_apps(name):
    return (
        package_of(name) == "hscp"
        and kind_of(name) != "composition"
        and not re.fullmatch(ABOVE_THE_APPS, name)
    )


def is_wrong(name, other):
    """Return why the module `name` may not import `other`, or "" where it may."""
    if other in EXCUSED.get(name, ()):
        return ""
    if height(other) > height(name):
        return f"{kind_of(name)} import {kind_of(other)}"
    if is_below_the_apps(name) and not is_below_the_apps(other):
        return "what all apps stand on knows none of them"
    if package_of(name) in PACKAGES[1:] and package_of(other) == "hscp" and not is_below_the_apps(other):
        return "an app knows nothing of what is put together of all apps"
    mine, theirs = package_of(name), package_of(other)
    is_reading = height(name) >= KINDS.index("outputs") and height(other) <= KINDS.index("models")
    if mine in SIBLINGS and theirs in SIBLINGS and mine != theirs and not is_reading:
        return "siblings know of each other only what outputs and screens read: models and choices"
    if mine == "themes" and theirs in SIBLINGS and not is_reading:
        return "themes know of the apps above them only what outputs and screens read"
    return ""


def test_imports_point_downwards():
    wrong = [f"{name} imports {other}: {why}" for name, other in ARROWS if (why := is_wrong(name, other))]

    assert wrong == []


def test_no_modules_import_each_other_in_a_circle():
    assert circles(IMPORTS) == []


def test_no_model_is_looked_up_round_the_imports():
    found = [
        f"{name}:{line}"
        for name, path in modules().items()
        if name not in OVER_ALL_MODELS
        for line in looked_up_models(path.read_text())
    ]

    assert found == []


def test_no_excuse_is_left_over():
    assert [
        (name, other) for name, others in EXCUSED.items() for other in others if other not in IMPORTS[name]
    ] == []


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("contacts.models.points", "contacts.views.pathways"),
        ("training.enums", "training.models.sessions"),
        ("hscp.records.publishing", "themes.models.themes"),
        ("hscp.search.query.find", "hscp.search.sources"),
        ("training.booking.places", "contacts.models"),
        ("training.models.sessions", "contacts.enums"),
        ("training.views.sessions", "contacts.views.pathways"),
        ("contacts.output.cards", "hscp.brochure.models"),
        ("themes.models.themes", "training.models"),
        ("hscp.web.filters", "hscp.site.home"),
    ],
)
def test_a_wrong_arrow_is_seen(name, other):
    assert is_wrong(name, other)


def test_every_form_of_import_is_seen():
    source = "import training.models\nfrom hscp import site\ndef f():\n    from themes.models import Theme\n"
    known = {"training.models", "hscp", "hscp.site", "themes.models"}

    assert imported(source, known) == {"training.models", "hscp.site", "themes.models"}


def test_a_circle_is_seen_and_a_chain_is_none():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_a_model_looked_up_is_seen():
    source = 'x = T._meta.get_field("course").related_model\nfrom django.apps import apps\ny = apps.get_model("a", "B")\n'

    assert looked_up_models(source) == [1, 3]


def test_changes_of_content_go_through_one_door():
    """`content_change` tells search; whoever tells it by hand may forget the transaction or the revision."""
    told_by_hand = [
        name
        for name, path in modules().items()
        if name != "hscp.records.saving"
        and not name.startswith("hscp.search.")
        and re.search(r"from hscp\.search\.index\.documents import .*\b(refresh|changes)\b", path.read_text())
    ]

    assert told_by_hand == []


def test_no_signal_receivers_for_our_own_models():
    hookups = [
        name
        for name, path in modules().items()
        if "django.db.models.signals" in (text := path.read_text()) or "@receiver" in text
    ]

    # It hears that migrations are over, nothing of records.
    assert hookups == ["hscp.apps"]


def test_mails_are_sent_by_jobs_alone():
    """A request writes to an outbox: a mail server that does not answer holds no worker, and tells nobody who was written to.

    Which modules make a mail is held fast in tests/training/mail/test_outbox.py.
    """
    senders = {"hscp.editing.review.delivery", "hscp.records.owner_mails", "training.mail.delivery"}
    callers = [
        name
        for name, path in modules().items()
        if name not in senders
        and re.search(r"\bsend_(due|to_owners|mail|mass_mail)\(", path.read_text())
        and not re.search(r"\.management\.commands\.", name)
    ]

    assert callers == []
