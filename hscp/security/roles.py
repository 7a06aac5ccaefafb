"""The portal's roles, as data: which group may do what. `manage.py sync_roles` writes them to the database.

Parts of a record, such as the rows of a pack or the numbers of a pathway, go with the record and have no permissions of
their own. Two rules come on top of the permissions: anyone who may not publish a kind of record can only work on its
drafts and records in review (`hscp.admin.publishable`), and only a superuser can make or change a superuser
(`hscp.admin.accounts`).
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction

COURSES = ("training.course", "training.trainingneed")
# Dated sessions of courses. All staff may read when and where they are, but not the names.
SESSIONS = ("training.session",)
# Trainers, and what people gave with their bookings: only for those who run the training.
PEOPLE = (
    "training.trainer",
    "training.booking",
    "training.bookingquestion",
    "training.charge",
    "training.message",
    "training.evaluation",
    "training.commenttheme",
    "training.interest",
    "training.organisation",
    "training.notanorganisation",
)
CONTACTS = ("contacts.pathway",)
RECORDS = (
    "themes.theme",
    "themes.process",
    "themes.term",
    "resources.toolkit",
    "resources.resource",
    "contacts.thresholdlevel",
    "contacts.finderquestion",
    "themes.situation",
    "languages.wording",
    "brochure.brochure",
    *CONTACTS,
    *COURSES,
)
# Shared words without a state: a change shows at once wherever they are used.
VOCABULARY = ("themes.audience", "resources.publisher", "languages.language")
# The dates of school terms: hours "in term time" follow them.
CALENDAR = ("contacts.schoolterm",)
# Read-only: the permanent log of who proposed and who confirmed which number.
LOGS = ("contacts.contactchange",)
# Brochures frozen as files. Anyone who may publish a brochure freezes and withdraws them; nobody changes one.
EDITIONS = ("brochure.publishededition",)
# The plans of imports to agree to, and the pairs of records to merge or keep apart.
IMPORTS = ("brochure.importrun", "brochure.possibleduplicate")

# Where records lead: editors decide without being publishers, since a link is not a change of the record's text.
LINKS = ("links.link", "links.libraryfile")

# What readers say is wrong with pages. Anybody may keep a page, so everybody reads them, and deletes one that names a child.
READERS_REPORTS = ("feedback.pagereport",)

# What whole kinds of records are held to. Those whom it binds read it; who gives roles decides.
KIND_RULES = ("editing.kindrule",)

# The lines that say what changed for readers: whoever publishes rewords them.
UPDATES = ("updates.update",)

# What affects every search at once. Pinned answers are chosen from the documents.
SEARCH = (
    "search.synonym",
    "search.pinnedanswer",
    "search.everydayphrases",
    "search.place",
    "search.crisiscard",
)
SEARCH_TO_READ = ("search.searchcount", "search.searchdocument")


class UnknownPermission(Exception):
    """A role names a permission that does not exist."""


@dataclass(frozen=True)
class Role:
    """A group of the portal: its name, what it may do in plain words, and its permissions ("app.verb_model")."""

    name: str
    description: str
    permissions: frozenset


def _may(verbs, models):
    return {model.replace(".", f".{verb}_") for model in models for verb in verbs.split()}


_READ = _may("view", RECORDS + VOCABULARY + CALENDAR + LOGS + SESSIONS + EDITIONS + LINKS + UPDATES) | _may(
    "view change delete", READERS_REPORTS
)
_DRAFT = (
    _READ
    | _may("add change delete", RECORDS)
    | _may("add", VOCABULARY)
    | _may("add change", LINKS)
    | _may("view", SEARCH + SEARCH_TO_READ)
)
_PUBLISH = (
    _DRAFT
    | _may("publish", RECORDS)
    | _may("change delete", VOCABULARY)
    | _may("add change delete", CALENDAR)
    | _may("delete", LINKS)
    | _may("view add change delete", ("hscp.oldaddress",))
    | _may("view add change", IMPORTS)
    | _may("add change delete", SEARCH)
    | _may("view", KIND_RULES)
    | _may("change", UPDATES)
    | {"contacts.verify_pathway"}
)

ROLES = (
    Role(
        "Editor",
        "Writes and changes drafts of every kind of record and submits them for review. Decides where every record leads "
        "and puts up files. Proposes changes to every number and address. Cannot publish, and cannot change or delete what is published.",
        frozenset(_DRAFT),
    ),
    Role(
        "Publisher",
        "Does what an editor does, and publishes, archives, changes and deletes every kind of record; "
        "confirms changes to numbers that another person proposed, and marks numbers as checked; imports the brochure, "
        "publishes and withdraws its editions, merges duplicates, and keeps what search is taught: synonyms, everyday phrases, pinned answers, places and crisis cards.",
        frozenset(_PUBLISH),
    ),
    Role(
        "Contact verifier",
        "Reads everything; changes and publishes contact pathways, confirms changes to their numbers that another person "
        "proposed, and marks numbers as checked.",
        frozenset(
            _READ
            | _may("add change publish", CONTACTS)
            | _may("add change delete", CALENDAR)
            | {"contacts.verify_pathway"}
        ),
    ),
    Role(
        "Training administrator",
        "Reads everything; adds, changes, publishes and deletes courses. Runs the sessions: places, bookings with the names "
        "of the people, registers, letters and reports. Nobody else but a superuser sees who has booked.",
        frozenset(
            _READ
            | _may("add change delete publish", COURSES)
            | _may("add change", LINKS)
            | _may("view add change delete", SESSIONS + PEOPLE)
        ),
    ),
    Role(
        "Site administrator",
        "Does what a publisher does, manages the accounts and their roles, sets the rules for kinds of records, reads the audit "
        "trail, and is told of scheduled jobs that do not run.",
        frozenset(
            _PUBLISH
            | _may("view add change", ("hscp.user",))
            | _may("add change delete", KIND_RULES)
            | {"auth.view_group", "hscp.view_auditentry", "jobs.view_jobrun"}
        ),
    ),
)


@transaction.atomic
def sync_roles():
    """Bring the groups into line with ROLES and return the names of those that were new or changed.

    Idempotent; groups that are not among the roles are left alone. Raises UnknownPermission for a permission that
    does not exist, such as before `migrate` has run.
    """
    known = {
        f"{app}.{codename}": pk
        for app, codename, pk in Permission.objects.values_list("content_type__app_label", "codename", "pk")
    }
    changed = []
    for role in ROLES:
        unknown = sorted(role.permissions - known.keys())
        if unknown:
            raise UnknownPermission(
                f"The role “{role.name}” names unknown permissions: {', '.join(unknown)}."
            )
        group, created = Group.objects.get_or_create(name=role.name)
        wanted = {known[name] for name in role.permissions}
        if created or wanted != set(group.permissions.values_list("pk", flat=True)):
            group.permissions.set(wanted)
            changed.append(role.name)
    return changed
