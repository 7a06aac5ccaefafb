"""How an app declares the personal data in its tables: its fields, its daily jobs, and subject access for one person.

An app's declaration is in its `privacy` module; hscp/privacy/declarations.py lists them all. A test goes through all models
and fails for a field without a class and for a personal field without a rule. docs/data-protection.md lists the personal and
special fields.

Classes: PUBLIC is shown to everybody or identifies nobody. STAFF is seen by signed-in users and is about no person. PERSONAL
is about a person. SPECIAL may reveal somebody's health or another matter that Article 9 UK GDPR protects.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db import models

from hscp.privacy.periods import BY_NAME, SESSION_HOURS, UNCONFIRMED_DAYS

PUBLIC, STAFF, PERSONAL, SPECIAL = "public", "staff", "personal", "special"

# Why personal data may stay where no number of days ends it. The names of `hscp.privacy.periods.PERIODS` are the other rules.
RULES = {
    "account": "While the person works on this site. Staff then close the account or remove the row.",
    "content_history": "As long as the record's history: it shows who is answerable for published advice.",
    "figures": "Stays for the figures once name and addresses are gone.",
    "following": f"Until the person stops the emails about changes, or their mailbox refuses three in a row. "
    f"What is not confirmed goes after {UNCONFIRMED_DAYS} days.",
    "objection": "Until the person takes it back: without it, they would be written to again. It is a code made from the address.",
    "session_end": f"At most {SESSION_HOURS} hours without a request, then deleted by the daily job.",
    "undo": "For the hour (an import: the day) in which a step can be undone. Then deleted, by the next step or the daily job.",
}


@dataclass(frozen=True)
class Kept:
    """What a field holds: its class and, if that is PERSONAL or SPECIAL, the rule by which it goes or stays."""

    kind: str
    rule: str = ""

    @property
    def needs_rule(self):
        """Whether it is about a person, so that something must say how long it is kept."""
        return self.kind in {PERSONAL, SPECIAL}

    @property
    def is_complete(self):
        """Whether the class is known and has the rule that it needs."""
        known_rule = self.rule in BY_NAME or self.rule in RULES
        return known_rule if self.needs_rule else self.kind in {PUBLIC, STAFF} and not self.rule


def personal(rule):
    """Return the Kept of a field about a person that goes or stays by `rule`."""
    return Kept(PERSONAL, rule)


class SubjectAccess:
    """What an app knows and does about one person, found by their email address. By default it knows nobody.

    `hscp.privacy.subject_access` asks every app in turn. Addresses are compared in any case of their letters.
    """

    # The names of what `correct` can change.
    correctable = ()

    def held(self, email):
        """Return {name: rows}, everything that the app holds on the person, without secrets such as tokens."""
        return {}

    def exported(self, email):
        """Return the rows that say who downloaded the person's data, and when."""
        return []

    def addresses(self):
        """Return every address held, in small letters: those that may have to be erased again after a restore."""
        return set()

    def why_not_erase(self, email):
        """Return why the person may not be erased yet, or "". It names nobody."""
        return ""

    def was_shown(self, email, *, by, at):
        """Write down that the person's data was shown, by the member of staff `by` (None if unknown)."""

    def correct(self, email, changes, *, by, at):
        """Write `changes` ({name: text}, of `correctable`) to what is held, and return {what: number of rows}.

        Raises `hscp.privacy.subject_access.CannotCorrect`.
        """
        return {}

    def erase(self, email, *, by, at, until):
        """Delete or anonymise what the person gave up to `until`, and return {what: number of rows}.

        Raises `hscp.privacy.subject_access.CannotErase`.
        """
        return {}

    def is_back(self, email):
        """Return whether anything is held on the person after `erase`: they gave it anew since they were erased."""
        return False


@dataclass(frozen=True)
class Declaration:
    """What one app declares of the personal data in its tables.

    `fields` gives a Kept for every field that can hold words. The most exact name counts: a field ("training.Booking.name"),
    then its model, then its app. Only apps of published content, and of what Django keeps for itself, may be declared whole.

    `jobs` are what the daily job runs, in this order: for each name of a period a function that takes the aware datetime of
    the run and whether to count only, changes what is due, and returns how many rows that were. A second run at the same time
    changes nothing.
    """

    fields: dict[str, Kept]
    jobs: dict[str, Callable[[datetime, bool], int]] = field(default_factory=dict)
    subject_access: SubjectAccess = field(default_factory=SubjectAccess)


# What can hold no words: numbers, dates, times, yes or no.
_WORDLESS = (
    models.AutoField,
    models.BooleanField,
    models.DateField,
    models.DecimalField,
    models.DurationField,
    models.FloatField,
    models.IntegerField,
    models.TimeField,
)


def worded_fields(model):
    """Return the fields of `model` that can hold words or bytes: all but relations, numbers, dates and yes or no."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if not field.is_relation and not isinstance(field, _WORDLESS)
    ]


def declared(field, declarations):
    """Return what `declarations` say of `field` (a Kept), or None if they say nothing."""
    model = field.model._meta
    for name in (f"{model.label}.{field.name}", model.label, model.app_label):
        for declaration in declarations:
            if name in declaration.fields:
                return declaration.fields[name]
    return None


def personal_fields(declarations):
    """Return (field, Kept) for every field of every installed model that is about people, in the order of the models."""
    return [
        (field, kept)
        for model in apps.get_models(include_auto_created=True)
        for field in worded_fields(model)
        if (kept := declared(field, declarations)) is not None and kept.needs_rule
    ]
