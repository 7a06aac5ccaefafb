"""Which fields hold what about people: a class for every field that can hold words, and why personal data may stay.

Foundation: imports no app. `tests/privacy/test_personal_fields.py` walks all models, so a new field without a class, and a
personal field without a rule, fails. docs/data-protection.md prints the personal and special ones.

Classes: PUBLIC is shown to everybody or names nobody. STAFF is seen by those who sign in and is about no person. PERSONAL is
about a person. SPECIAL may tell of somebody's health or of another matter that Article 9 UK GDPR protects.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from hscp.privacy.periods import BY_NAME

PUBLIC, STAFF, PERSONAL, SPECIAL = "public", "staff", "personal", "special"

# Why personal data may stay where no number of days ends it. The names of `hscp.privacy.periods.PERIODS` are the other rules.
RULES = {
    "account": "While the person works on the portal. Staff then close the account or remove the row.",
    "content_history": "As long as the record's history: it shows who is answerable for published advice.",
    "figures": "Stays for the figures once name and addresses are gone.",
    "session_end": "At most 3 hours without a request, then deleted by the daily job.",
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


def _personal(rule):
    return Kept(PERSONAL, rule)


_PUBLIC, _STAFF = Kept(PUBLIC), Kept(STAFF)
# The most exact name counts: a field, then its model, then its app. Only apps of published content, and of what Django keeps
# for itself, may be declared whole.
DECLARED = {
    "hscp.User": _personal("account"),
    "hscp.User.password": _STAFF,
    "hscp.OldAddress": _PUBLIC,
    "hscp.ShortAddress": _PUBLIC,
    "brochure": _STAFF,
    "brochure.PublishedEdition": _PUBLIC,
    "search": _STAFF,
    "search.SearchDocument": _PUBLIC,
    "search.Synonym": _PUBLIC,
    "search.PinnedAnswer": _PUBLIC,
    # The words may name a person although those with numbers, postcodes and addresses are left out.
    "search.SearchCount.term": _personal("search_counts"),
    "themes": _PUBLIC,
    "resources": _PUBLIC,
    "contacts": _PUBLIC,
    "contacts.ContactPoint.to_verify": _STAFF,
    "contacts.ContactChange": _STAFF,
    "training.Course": _PUBLIC,
    "training.Trainer": _personal("account"),
    "training.Session": _PUBLIC,
    "training.Session.joining_link": _STAFF,
    "training.Session.reminder_days": _STAFF,
    "training.Booking.state": _personal("figures"),
    "training.Booking.key": _STAFF,
    "training.Booking.source": _STAFF,
    "training.Booking.name": _personal("attendance"),
    "training.Booking.email": _personal("attendance"),
    "training.Booking.organisation": _personal("figures"),
    "training.Booking.organisation_type": _personal("figures"),
    "training.Booking.role": _personal("figures"),
    "training.Booking.phone": _personal("access_needs"),
    "training.Booking.access_needs": Kept(SPECIAL, "access_needs"),
    "training.Booking.manager_email": _personal("attendance"),
    "training.Booking.booked_by": _personal("attendance"),
    "training.Booking.attendance": _personal("figures"),
    "training.Booking.certificate": _personal("attendance"),
    "training.BookingEvent.what": _personal("audit"),
    "training.ManageLink.token_hash": _personal("manage_links"),
    "training.RecordLink": _personal("record_links"),
    "training.Evaluation": _STAFF,
    # Not tied to a person, but people may write what tells who they are.
    "training.Evaluation.comment": _personal("comments"),
    "training.Interest": _personal("interest"),
    "training.ErasedPerson.email_hash": _personal("erasures"),
    "training.Message.kind": _STAFF,
    "training.Message.once": _STAFF,
    "training.Message.to": _personal("emails"),
    "training.Message.subject": _personal("emails"),
    "training.Message.body": _personal("emails"),
    "training.Message.calendar": _personal("emails"),
    "training.Message.message_id": _STAFF,
    "training.Message.state": _STAFF,
    "training.Message.problem": _personal("emails"),
    "admin.LogEntry": _personal("audit"),
    "auth": _STAFF,
    "contenttypes": _STAFF,
    "sessions.Session": _personal("session_end"),
    "reversion": _STAFF,
    "reversion.Revision.comment": _personal("content_history"),
    "reversion.Version.serialized_data": _personal("content_history"),
    "reversion.Version.object_repr": _personal("content_history"),
    "axes": _personal("sign_ins"),
}

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


def declared(field):
    """Return what is declared of `field` (a Kept), or None if nothing is."""
    model = field.model._meta
    for name in (f"{model.label}.{field.name}", model.label, model.app_label):
        if name in DECLARED:
            return DECLARED[name]
    return None


def personal_fields():
    """Return (field, Kept) for every field of every installed model that is about people, in the order of the models."""
    return [
        (field, kept)
        for model in apps.get_models(include_auto_created=True)
        for field in worded_fields(model)
        if (kept := declared(field)) is not None and kept.needs_rule
    ]
