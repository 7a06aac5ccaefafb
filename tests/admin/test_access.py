"""Reads and posts to every address of the admin as every role: the answers are declared here, and none may be missing.

The addresses come from the URL resolver. An address without a rule fails, so a new page cannot be forgotten. A rule names
who gets through, by the letters of PEOPLE; other staff are refused (403), everyone else is sent to the sign-in page.
"""

import datetime
from collections import defaultdict
from copy import copy
from itertools import count, cycle, product

import pytest
import reversion
from django.contrib.auth import SESSION_KEY, get_user_model, middleware
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from reversion.models import Version

from contacts.models import ContactChange, FinderQuestion, Pathway, SchoolTerm, ThresholdLevel
from hscp.admin_site import PortalAdminSite
from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.editions import brochure_pages, freezing
from hscp.brochure.importing.import_runs import start_run
from hscp.brochure.models import Brochure, ImportRun, PossibleDuplicate, PublishedEdition
from hscp.editing.models import Draft, KindRule, UndoableStep
from hscp.feedback.models import PageReport
from hscp.jobs.models import JobRun
from hscp.languages.models import Language, Wording
from hscp.links.models import LibraryFile, Link
from hscp.models import OldAddress, User
from hscp.records.state import State
from hscp.search.models import (
    CrisisCard,
    EverydayPhrases,
    PinnedAnswer,
    Place,
    SearchCount,
    SearchDocument,
    Synonym,
)
from hscp.security.audit.models import AuditEntry
from hscp.security.audit.trail import append
from hscp.updates.models import Update
from resources.models import Publisher, Resource, Toolkit
from tests.brochure.editions.builders import PDF, made_at_once
from tests.factories import (
    make_audience,
    make_booking,
    make_contact_change,
    make_contact_point,
    make_course,
    make_file,
    make_language,
    make_link,
    make_pathway,
    make_process,
    make_publisher,
    make_question,
    make_resource,
    make_session,
    make_situation,
    make_staff,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    make_training_need,
    make_user,
    make_wording,
)
from tests.jobs.builders import make_run
from themes.models import Audience, Process, Situation, Term, Theme
from training.enums import OrganisationType, Role, SessionState
from training.models import (
    BookingQuestion,
    Charge,
    CommentTheme,
    Course,
    Interest,
    Message,
    NotAnOrganisation,
    Organisation,
    Session,
    Trainer,
    TrainingNeed,
)

PEOPLE = {
    "a": "anonymous",
    "v": "visitor",
    "n": "none",
    "e": "editor",
    "p": "publisher",
    "c": "verifier",
    "t": "training",
    "s": "administrator",
    "u": "superuser",
}
ALL, STAFF, READERS, NOBODY = "avnepctsu", "nepctsu", "epctsu", ""
OK, POSTED, MISSING = {200}, {200, 302}, {404}


def rule(get, post=None, *, reads=OK, posts=POSTED):
    """Say who may GET and who may POST (default: the same), and the statuses they get."""
    return get, get if post is None else post, reads, posts


def sheet_rules(uploads):
    """Return the rules of a list that comes out as a spreadsheet, and goes in again for those in `uploads`."""
    return {
        "export": rule(READERS, posts={405}),
        "empty_sheet": rule(READERS, posts={405}),
        "spreadsheet": rule(READERS, uploads),
    }


def with_history(who):
    """Return the rules of a model that one kind of person works on, with its versions."""
    pages = (
        "changelist",
        "add",
        "change",
        "delete",
        "history",
        "compare",
        "recoverlist",
        "recover",
        "revision",
    )
    return {page: rule(who) for page in pages}


def record_rules(drafts, live, remove_drafts, remove_live, *, preview=True):
    """Return the rules of a content record: who works on its drafts, who on live ones, and who deletes each."""
    rules = {
        **sheet_rules(drafts),
        "reviews": rule(READERS, posts={405}),
        "edit_list": rule(drafts),
        "keeping": rule(drafts),
        "changelist": rule(READERS),
        "add": rule(drafts),
        "change draft": rule(READERS, drafts),
        # What is live is changed by a draft.
        "change live": rule(READERS, drafts),
        "draft live": rule(READERS, drafts),
        "delete draft": rule(remove_drafts),
        "delete live": rule(remove_live),
        "history": rule(READERS),
        "compare": rule(READERS),
        "open": rule(READERS),
        # Taking what the public sees off the site. There is nothing to take off of a draft: it leads to the form.
        "visibility draft": rule(live, reads={302}, posts={302}),
        "visibility live": rule(live),
        "recoverlist": rule(drafts),
        "recover draft": rule(drafts),
        "recover live": rule(live),
        "revision draft": rule(drafts),
        "revision live": rule(drafts),
        # Everybody reads what waits; who publishes the kind decides.
        "review": rule(READERS, live),
        "review_send": rule(drafts),
        "comments": rule(READERS, drafts),
    }
    if preview:
        rules["preview"] = rule(READERS, posts={405})
    return rules


CONTENT = record_rules("epsu", "psu", "epsu", "psu")
WITHOUT_PAGE = record_rules("epsu", "psu", "epsu", "psu", preview=False)
# Putting a record in packs changes the themes.
PACKS = {"packs": rule("epsu")}
WORDS_ALONE = {
    "changelist": rule(READERS),
    "add": rule("epsu"),
    "change": rule(READERS, "psu"),
    "delete": rule("psu"),
    "history": rule(READERS),
    "compare": rule(READERS),
    "recoverlist": rule("psu"),
    "recover": rule("psu"),
    "revision": rule("psu"),
}
WORDS = WORDS_ALONE | sheet_rules("epsu") | {"open": rule(READERS)}
SEARCH = WORDS_ALONE | {
    "changelist": rule("epsu"),
    "add": rule("psu"),
    "change": rule("epsu", "psu"),
    "history": rule("epsu"),
    "compare": rule("epsu"),
}
LINKS = WORDS_ALONE | {
    "add": rule("eptsu"),
    "change": rule(READERS, "eptsu"),
    "recoverlist": rule("eptsu"),
    "recover": rule("eptsu"),
    "revision": rule("eptsu"),
}
MODELS = {
    # Made where records name them: nobody adds one that nothing leads to.
    Link: LINKS
    | {
        "add": rule(NOBODY),
        "recoverlist": rule(NOBODY),
        "recover": rule(NOBODY),
        "to_fill_in": rule("eptsu", posts={405}),
        "to_fill_in_spreadsheet": rule("eptsu"),
    },
    # No version is restored: its file is put up again. What is deleted is gone.
    LibraryFile: LINKS
    | {
        "open": rule(READERS),
        "revision": rule(NOBODY),
        "recoverlist": rule(NOBODY),
        "recover": rule(NOBODY),
        "version": rule(READERS, reads=MISSING, posts={405}),
    },
    Theme: CONTENT,
    Process: CONTENT,
    Situation: CONTENT,
    Toolkit: CONTENT | PACKS,
    Resource: CONTENT | PACKS,
    Term: WITHOUT_PAGE,
    ThresholdLevel: WITHOUT_PAGE,
    Brochure: WITHOUT_PAGE
    | {
        "pdf": rule(READERS),
        # A draft is not published as a file: the page says so and leads back.
        "freeze draft": rule("psu", reads={302}),
        "freeze live": rule("psu"),
    },
    # Frozen: read and compared by all, withdrawn and restored by publishers, changed by nobody.
    PublishedEdition: {
        "changelist": rule(READERS),
        "add": rule(NOBODY),
        "change": rule(READERS),
        "delete": rule(NOBODY),
        "history": rule(READERS),
        "changes": rule(READERS),
        "file": rule(READERS),
        "withdraw": rule("psu"),
        "bring_back": rule("psu"),
    },
    FinderQuestion: CONTENT | {"picture": rule(READERS, posts={405})},
    Course: record_rules("eptsu", "ptsu", "eptsu", "ptsu") | PACKS,
    TrainingNeed: record_rules("eptsu", "ptsu", "eptsu", "ptsu", preview=False),
    Pathway: record_rules("epcsu", "pcsu", "epsu", "psu")
    | PACKS
    | {
        "checked": rule("pcsu", reads={405}, posts={302}),
        # Anyone who may change drafts may also propose changes to published records: a second person decides.
        "point_add": rule("epcsu"),
        "point": rule("epcsu"),
        "point_remove": rule("epcsu"),
        "point_waiting": rule("epcsu"),
    },
    # Everybody reads when and where; only the training role changes it and sees who has booked. No version is restored.
    Session: {
        **sheet_rules("tu"),
        "bookings_export": rule("tu", posts={405}),
        "bookings_empty": rule("tu", posts={405}),
        "bookings_spreadsheet": rule("tu"),
        "changelist": rule(READERS),
        "add": rule("tu"),
        "change draft": rule(READERS, "tu"),
        "change live": rule(READERS, "tu"),
        "change cancelled": rule(READERS, NOBODY),
        "delete": rule("tu"),
        "cancel": rule("tu"),
        "series": rule("tu"),
        "bookings": rule("tu"),
        "booking_add live": rule("tu", reads={200}, posts={200}),
        "booking_add draft": rule("tu", reads={302}, posts={302}),
        "booking_cancel live": rule("tu"),
        "booking_approval live": rule("tu"),
        "bookings_many live": rule("tu"),
        "bookings_many draft": rule("tu", reads={302}, posts={302}),
        "booking_move live": rule("tu"),
        "no_shows": rule("tu"),
        "programme": rule("tu"),
        "invite": rule("tu"),
        "remind": rule("tu"),
        "certificates": rule("tu"),
        "certificate live": rule("tu", reads={302}, posts={302}),
        "certificates_zip": rule("tu", reads={405}, posts={302}),
        "answers": rule("tu"),
        "booking_let_in live": rule("tu"),
        "people": rule("tu"),
        "person live": rule("tu"),
        "person_correct live": rule("tu"),
        "person_invite live": rule("tu", reads={405}, posts={302}),
        "person_send live": rule("tu", reads={405}, posts={302}),
        "mail live": rule("tu", posts={302}),
        "write": rule("tu"),
        "register": rule("tu", posts={302}),
        "register_add": rule("tu", reads={302}, posts={302}),
        "register_print": rule("tu"),
        "delegates": rule("tu"),
        "reports": rule("tu", posts={405}),
        "quarterly": rule("tu", posts={405}),
        "said": rule("tu", posts={405}),
        "history": rule("tu"),
        "compare": rule("tu"),
        "recoverlist": rule(NOBODY),
        "recover": rule(NOBODY),
        "revision": rule(NOBODY),
    },
    Trainer: with_history("tu"),
    Organisation: {
        **with_history("tu"),
        "names": rule("tu"),
        "merge": rule("tu", reads={302}, posts={302}),
    },
    NotAnOrganisation: {
        "changelist": rule("tu"),
        "add": rule("tu"),
        "change": rule("tu", NOBODY),
        "delete": rule("tu"),
        "history": rule("tu"),
    },
    # A list to read; the links in a mail are its reader's alone.
    Message: {"changelist": rule("tu")},
    # People who want to hear of dates: read, and deleted on request. They add themselves on the public page.
    Interest: {
        "changelist": rule("tu"),
        "add": rule(NOBODY),
        "change": rule("tu", NOBODY),
        "delete": rule("tu"),
        "history": rule("tu"),
    },
    CommentTheme: {
        "changelist": rule("tu"),
        "add": rule("tu"),
        "change": rule("tu"),
        "delete": rule("tu"),
        "history": rule("tu"),
    },
    # What is owed: waived, and put on lists for finance.
    Charge: {
        "changelist": rule("tu"),
        "add": rule(NOBODY),
        "change": rule("tu"),
        "delete": rule(NOBODY),
        "history": rule(STAFF, reads=MISSING, posts=MISSING),
        "invoices": rule("tu"),
        "invoice_file": rule("tu", reads=MISSING, posts={405}),
    },
    # Asked on the booking form, for those who run the training.
    BookingQuestion: with_history("tu"),
    # The page of a change is where a second person decides; an editor may withdraw there what they proposed.
    ContactChange: {
        "changelist": rule(READERS),
        "add": rule(NOBODY),
        "change": rule(READERS, "epcsu"),
        "delete": rule(NOBODY),
        "history": rule(STAFF, reads=MISSING, posts=MISSING),
    },
    Audience: WORDS,
    Language: WORDS | {"words": rule(READERS, "psu")},
    Wording: CONTENT,
    # The dates on which numbers answer "in term time": for those who confirm numbers.
    SchoolTerm: {
        "changelist": rule(READERS),
        "add": rule("pcsu"),
        "change": rule(READERS, "pcsu"),
        "delete": rule("pcsu"),
        "history": rule(READERS),
    },
    Publisher: WORDS,
    Synonym: SEARCH,
    PinnedAnswer: SEARCH,
    EverydayPhrases: SEARCH | {"try": rule("epsu", posts={405})},
    Place: SEARCH,
    CrisisCard: SEARCH,
    AuditEntry: {"changelist": rule("su"), "export": rule("su", posts={405})},
    # Readers write them. Anybody may keep the page, so everybody says what became of them, and deletes one that names a child.
    PageReport: {
        "changelist": rule(READERS),
        "add": rule(NOBODY),
        "change": rule(READERS),
        "delete": rule(READERS),
        "history": rule(READERS),
    },
    # Nobody changes a run: posting saves nothing.
    JobRun: {"changelist": rule("su"), "change": rule("su", NOBODY)},
    # A list to read; a row has no page of its own.
    SearchCount: {"changelist": rule("epsu")},
    # Four eyes and the like: read by those whom they bind, set by those who give roles.
    KindRule: {
        "changelist": rule("psu"),
        "add": rule("su"),
        "change": rule("psu", "su"),
        "delete": rule("su"),
        "history": rule("psu"),
    },
    # What readers were told: reworded by who publishes. Nobody adds a line by hand, or deletes one.
    Update: {
        "changelist": rule(READERS),
        "add": rule(NOBODY),
        "change": rule(READERS, "psu"),
        "delete": rule(NOBODY),
        "history": rule(READERS),
    },
    # What somebody can undo within the hour: who did it, and whoever may publish all of it. The list holds no others.
    UndoableStep: {
        "changelist": rule(STAFF),
        "add": rule(NOBODY),
        "change": rule("psu"),
        "delete": rule(NOBODY),
        "history": rule(STAFF, reads=MISSING, posts=MISSING),
    },
    User: {
        "changelist": rule("su"),
        "add": rule("su"),
        "change person": rule("su"),
        "change superuser": rule("su", "u"),
        "password person": rule("su"),
        "password superuser": rule("u"),
        "invite person": rule("su", reads={405}, posts={302}),
        "invite superuser": rule("u", reads={405}, posts={302}),
        "withdraw person": rule("su", reads={405}, posts={302}),
        "withdraw superuser": rule("u", reads={405}, posts={302}),
        "sessions person": rule("su"),
        "sessions superuser": rule("u"),
        "left person": rule("su"),
        "left superuser": rule("u"),
        # This person has no address: the link to begin anew could go nowhere.
        "devices person": rule("su", reads={302}),
        "devices superuser": rule("u"),
        "delete": rule(NOBODY),
        "history": rule("su"),
    },
    Group: {
        "changelist": rule("su"),
        "add": rule(NOBODY),
        "change": rule("su", NOBODY),
        "delete": rule(NOBODY),
        "history": rule("su"),
    },
    OldAddress: {
        "changelist": rule("psu"),
        "add": rule("psu"),
        "change": rule("psu"),
        "delete": rule("psu"),
        "history": rule("psu"),
    },
    ImportRun: {
        "changelist": rule("psu"),
        "add": rule("psu"),
        "change": rule("psu"),
        "lines": rule("psu"),
        "account": rule("psu"),
        "contacts": rule("epcsu"),
        # It came as text.
        "pdf_page": rule("psu", reads=MISSING, posts={405}),
        "delete": rule(NOBODY),
        "history": rule(STAFF, reads=MISSING, posts=MISSING),
    },
    PossibleDuplicate: {
        # For those who may change and publish the kind of record that the address names.
        "merge": rule("psu"),
        "changelist": rule("psu"),
        "add": rule(NOBODY),
        "change": rule("psu"),
        "delete": rule(NOBODY),
        "history": rule(STAFF, reads=MISSING, posts=MISSING),
    },
}
# Addresses that belong to no model: where they are, and who gets through.
OTHER_PAGES = {
    "admin:index": ("/admin/", rule(STAFF)),
    "admin:login": ("/admin/login/", rule("av", ALL, posts=POSTED)),
    "admin:logout": ("/admin/logout/", rule(STAFF, reads={405})),
    "admin:password_change": ("/admin/password_change/", rule(STAFF)),
    "admin:password_change_done": ("/admin/password_change/done/", rule(STAFF, posts={405})),
    "admin:autocomplete": (
        "/admin/autocomplete/?app_label=themes&model_name=theme&field_name=lead_toolkit",
        rule(READERS, STAFF, posts={405}),
    ),
    "admin:staff_bar": ("/admin/staff-bar.json?path=/themes/", rule(STAFF, posts={405})),
    # Everybody finds what they may look at; people with bookings only by post, and only who may see them.
    "admin:sessions": ("/admin/sessions/", rule(STAFF)),
    "admin:find": ("/admin/find/", rule(STAFF)),
    "admin:changes": ("/admin/changes/", rule(STAFF)),
    "admin:changes_save": ("/admin/changes/0/", rule(READERS, reads=MISSING, posts=MISSING)),
    "admin:link_desk": ("/admin/links/desk/", rule("eptsu")),
    "admin:link_desk_booking": ("/admin/links/desk/booking/", rule("eptsu", reads={405}, posts={302})),
    "admin:link_desk_undo": ("/admin/links/desk/undo/", rule("eptsu", reads={405}, posts={302})),
    "admin:link_desk_decided": ("/admin/links/desk/decided/", rule("eptsu", posts={405})),
    "admin:freshness": ("/admin/freshness/", rule(READERS, "epctsu", posts={302})),
    "admin:pasted": ("/admin/pasted/", rule(STAFF, reads={405})),
    "admin:jsi18n": ("/admin/jsi18n/", rule(STAFF, posts={405})),
    "admin:view_on_site": ("/admin/r/{type}/{pk}/", rule(STAFF, reads={302}, posts={302})),
    "admin:app_list": ("/admin/themes/", rule(READERS)),
    "admin:other": ("/admin/no-such-page/", rule(STAFF, reads=MISSING, posts=MISSING)),
    # One's own second step: `tests/security/second_factor` has those who have given their password alone.
    "second_step": ("/admin/second-step/", rule(STAFF)),
    "second_factor": ("/admin/sign-in-devices/", rule(STAFF, posts={405})),
    "second_factor_app": ("/admin/sign-in-devices/app/", rule(STAFF)),
    "second_factor_passkey": ("/admin/sign-in-devices/passkey/", rule(STAFF)),
    "second_factor_codes": ("/admin/sign-in-devices/codes/", rule(STAFF, reads={302}, posts={302})),
    "second_factor_remove": ("/admin/sign-in-devices/0/remove/", rule(STAFF, reads=MISSING, posts=MISSING)),
    "admin_password_reset": ("/admin/password_reset/", rule(ALL)),
    "password_reset_done": ("/admin/password_reset/done/", rule(ALL, posts={405})),
    "password_reset_confirm": ("/admin/reset/MQ/no-such-token/", rule(ALL)),
    "password_reset_complete": ("/admin/reset/done/", rule(ALL, posts={405})),
}
APP_LISTS = {
    "languages": READERS,
    "links": READERS,
    "themes": READERS,
    "resources": READERS,
    "contacts": READERS,
    "training": READERS,
    "brochure": READERS,
    "updates": READERS,
    "search": "epsu",
    "hscp": "psu",
    "editing": READERS,
    "auth": "su",
    "feedback": READERS,
    "jobs": "su",
}


def names_of_the_admin(patterns=None, namespace=""):
    """Return the names of all addresses under /admin/; a redirect to a change page and the last resort have none."""
    names = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if patterns is None and not str(pattern.pattern).startswith("admin/"):
            continue
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            names |= names_of_the_admin(pattern.url_patterns, inner)
        else:
            names.add(f"{namespace}{pattern.name}")
    return names


def test_every_address_has_a_rule():
    ruled = {"admin:None", "admin:auth_user_password_change", *OTHER_PAGES} - {"admin:other"}
    for model, rules in MODELS.items():
        opts = model._meta
        ruled |= {
            f"admin:{opts.app_label}_{opts.model_name}_{page.split()[0]}"
            for page in rules
            if page.split()[0] != "password"
        }

    assert names_of_the_admin() == ruled


def test_every_app_has_a_rule():
    [pattern] = [
        str(pattern.pattern)
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [])
        if getattr(pattern, "name", None) == "app_list"
    ]

    assert set(pattern.split(">")[1].split(")")[0].split("|")) == set(APP_LISTS)


_level_numbers = cycle([1, 2, 3, 4])
_editions = count(2030)
# A language that was deleted is brought back beside another one.
_language_codes = cycle(["ro", "uk", "ne", "ar"])
_who = cycle(product(Role.values, OrganisationType.values))


def make_level(**fields):
    return make_threshold_level(number=next(_level_numbers), **fields)


def make_need(**fields):
    role, setting = next(_who)
    return make_training_need(role=role, setting=setting, **fields)


def make_brochure(**fields):
    edition = str(next(_editions))
    return Brochure.objects.create(title="Brochure", slug=f"brochure-{edition}", edition=edition, **fields)


def make_reachable(**fields):
    """Return a pathway with two numbers and a waiting addition."""
    pathway = make_pathway(**fields)
    make_contact_point(pathway)
    make_contact_change(pathway, contact_point=None, before={})
    make_contact_point(pathway, value="01962 845000")
    return pathway


MAKERS = {
    Theme: make_theme,
    Process: make_process,
    Situation: make_situation,
    Toolkit: make_toolkit,
    Resource: make_resource,
    Term: make_term,
    ThresholdLevel: make_level,
    Brochure: make_brochure,
    Wording: lambda **fields: make_wording(make_toolkit(audience_group="parents_and_carers"), **fields),
    FinderQuestion: make_question,
    Course: make_course,
    TrainingNeed: make_need,
    Pathway: make_reachable,
}
for rules in MODELS.values():
    if "compare" in rules:
        # Whoever may save the form may decide between two savings of it.
        change = "change live" if "change live" in rules else "change"
        rules[change.replace("change", "differences")] = rule(rules[change][1], reads={405}, posts={302})
STATES = {"draft": State.DRAFT, "live": State.PUBLISHED}


def version_of(record):
    with reversion.create_revision():
        reversion.add_to_revision(record)
    return Version.objects.get_for_object(record).latest("pk")


def addresses():
    """Yield (address, rule) for every page of every model, with records in each state that has a rule of its own."""
    for model, rules in MODELS.items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        number = None
        gone, versions = {}, {}
        if "recoverlist" in rules:
            for name, record in _records(model).items():
                gone[name] = version_of(record).pk
                record.delete()
        records = _records(model)
        if "draft live" in rules:
            Draft.objects.create(record=records["live"], changes={})
        merged, merged_too = (make_toolkit().pk, make_toolkit().pk) if model is PossibleDuplicate else (0, 0)
        two = f"resources.toolkit/?first={merged}&second={merged_too}"
        booked = {records["live"].pk: make_booking(records["live"]).pk} if model is Session else {}
        mail = Message.objects.filter(booking__in=booked.values()).values_list("pk", flat=True).first()
        if "compare" in rules:
            versions = {name: version_of(record).pk for name, record in records.items()}
        for page, allowed in rules.items():
            kind, _, variant = page.partition(" ")
            for name in [variant] if variant else list(records):
                pk = records[name].pk
                if kind.startswith("point"):
                    part = (
                        records[name].contact_changes
                        if kind == "point_waiting"
                        else records[name].contact_points
                    )
                    number = part.first().pk
                booking = booked.get(pk)
                where = {
                    "invoices": f"{base}invoices/",
                    "invoice_file": f"{base}invoices/0/csv/",
                    "booking_add": f"{base}{pk}/bookings/add/",
                    "booking_cancel": f"{base}{pk}/bookings/{booking}/cancel/",
                    "booking_approval": f"{base}{pk}/bookings/{booking}/approval/",
                    "bookings_many": f"{base}{pk}/bookings/many/",
                    "no_shows": f"{base}no-shows/",
                    "programme": f"{base}programme/",
                    "certificate": f"{base}{pk}/bookings/{booking}/certificate.pdf",
                    "certificates_zip": f"{base}{pk}/certificates/zip/",
                    "booking_move": f"{base}{pk}/bookings/{booking}/move/",
                    "booking_let_in": f"{base}{pk}/bookings/{booking}/let-in/",
                    "people": f"{base}people/",
                    "person": f"{base}people/{booking}/",
                    "person_correct": f"{base}people/{booking}/correct/",
                    "person_invite": f"{base}people/{booking}/invitations/",
                    "person_send": f"{base}people/{booking}/send/",
                    "mail": f"{base}mails/{mail}/",
                    "register_add": f"{base}{pk}/register/add/",
                    "register_print": f"{base}{pk}/register/print/",
                    "reports": f"{base}reports/",
                    "quarterly": f"{base}reports/quarterly/",
                    "said": f"{base}reports/evaluation/",
                    "names": f"{base}names/",
                    "export": f"{base}export/csv/",
                    "reviews": f"{base}reviews/csv/",
                    "empty_sheet": f"{base}spreadsheet/empty/",
                    "keeping": f"{base}keeping/",
                    "spreadsheet": f"{base}spreadsheet/",
                    "try": f"{base}try/",
                    "words": f"{base}{pk}/words/",
                    "bookings_export": f"{base}bookings/export/csv/",
                    "bookings_empty": f"{base}bookings/export/empty/",
                    "bookings_spreadsheet": f"{base}bookings/spreadsheet/",
                    "to_fill_in": f"{base}to-fill-in/csv/",
                    "to_fill_in_spreadsheet": f"{base}to-fill-in/",
                    "changelist": base,
                    "add": f"{base}add/",
                    "picture": f"{base}picture/",
                    "contacts": f"{base}contacts/",
                    "pdf_page": f"{base}{pk}/pages/1.png",
                    "point_add": f"{base}{pk}/points/add/",
                    "point": f"{base}{pk}/points/{number}/",
                    "point_remove": f"{base}{pk}/points/{number}/remove/",
                    "point_waiting": f"{base}{pk}/points/waiting/{number}/",
                    "pdf": f"{base}{pk}/preview.pdf",
                    "file": f"{base}{pk}/file.pdf",
                    "changes": f"{base}changes/",
                    "edit_list": f"{base}edit-list/",
                    "merge": f"{base}merge/{'' if model is Organisation else two}",
                    "version": f"{base}{pk}/versions/0/",
                    "bring_back": f"{base}{pk}/bring-back/",
                    "review_send": f"{base}{pk}/review/send/",
                    "recoverlist": f"{base}recover/",
                    "recover": f"{base}recover/{gone.get(name)}/",
                    "revision": f"{base}{pk}/history/{versions.get(name)}/",
                    "compare": f"{base}{pk}/history/compare/?older={versions.get(name)}&newer={versions.get(name)}",
                }.get(kind, f"{base}{pk}/{kind}/")
                yield where, allowed
        for record in records.values() if "change" in map(_page, rules) else ():
            yield f"{base}{record.pk}/", rule(STAFF, reads={302}, posts={302})


def _page(name):
    return name.split()[0]


def _records(model):
    """Return a record of `model` for each variant that the rules distinguish."""
    if model in MAKERS:
        return {name: MAKERS[model](state=state) for name, state in STATES.items()}
    if model is Session:
        states = {"draft": SessionState.DRAFT, "live": SessionState.OPEN, "cancelled": SessionState.CANCELLED}
        return {name: make_session(state=state) for name, state in states.items()}
    if model is User:
        return {"person": make_user(), "superuser": make_staff(is_superuser=True)}
    if model is ImportRun:
        with open("tests/brochure/reading/documents/riverdale-2031.md", "rb") as file:
            run = start_run(file_name="riverdale.md", document=read_brochure_file(file), by=None)
        return {"": run}
    if model is PossibleDuplicate:
        kind = ContentType.objects.get_for_model(Toolkit)
        first, second = make_toolkit(), make_toolkit()
        return {
            "": PossibleDuplicate.objects.create(
                content_type=kind, first_id=first.pk, second_id=second.pk, reason="Alike"
            )
        }
    return {"": OTHERS[model]()}


def _edition():
    number = next(_editions)
    return PublishedEdition.objects.create(
        brochure=make_brochure(),
        title="Brochure",
        edition=str(number),
        slug=f"edition-{number}",
        file=default_storage.save("editions/a.pdf", ContentFile(b"%PDF-")),
        size=5,
        pages=1,
        contents={},
    )


def _group():
    return Group.objects.create(name="A group")


def _old():
    return OldAddress.objects.create(old_path="/old/", new_path="/new/")


def _change():
    return make_contact_change(make_pathway())


def _synonym():
    return Synonym.objects.create(words=f"word {next(_editions)}", means="Theme")


def _document():
    number = next(_editions)
    return SearchDocument.objects.create(
        kind="theme", object_id=number, sequence=number, data={"label": "Theme", "url": "/"}
    )


def _pin():
    return PinnedAnswer.objects.create(words="word", document=_document())


def _phrases():
    return EverydayPhrases.objects.create(phrases="a phrase", document=_document())


def _place():
    return Place.objects.create(area=f"Area {next(_editions)}", names="a name")


def _crisis_card():
    return CrisisCard.objects.create(name=f"Crisis {next(_editions)}", words="words of fear")


def _count():
    return SearchCount.objects.create(day=timezone.localdate(), term="word", count=5)


def _trainer():
    return Trainer.objects.create(name=f"Trainer {next(_editions)}")


def _organisation():
    return Organisation.objects.create(name=f"Organisation {next(_editions)}")


def _no_organisation():
    return NotAnOrganisation.objects.create(name=f"None {next(_editions)}")


def _told():
    return Message.objects.create(kind="record_link", once=f"once-{next(_editions)}", to="ada@example.org")


def _interested():
    number = next(_editions)
    return Interest.objects.create(
        course=make_course(), email=f"person-{number}@example.org", token_hash=f"hash {number}"
    )


def _charge():
    booking, now = make_booking(make_session()), timezone.now()
    return Charge.objects.create(
        booking=booking, reason="fee", amount=60, organisation="Oak", created_at=now, changed_at=now
    )


def _booking_question():
    return BookingQuestion.objects.create(course=make_course(), wording=f"Question {next(_editions)}?")


def _comment_theme():
    return CommentTheme.objects.create(title=f"Theme {next(_editions)}", words="pace")


def _term_time():
    number = next(_editions)
    day = datetime.date(2027, 1, 1) + datetime.timedelta(days=number)
    return SchoolTerm.objects.create(name=f"Term {number}", first_day=day, last_day=day)


def _kind_rule():
    return KindRule.objects.create(content_type=ContentType.objects.get_for_model(Theme), four_eyes=True)


def _entry():
    return append(kind="signed_in", at=timezone.now())


def _step():
    step = UndoableStep(what="Archived", rights=["themes.publish_theme"])
    step.pack({})
    step.save()
    return step


def _line():
    return Update.objects.create(kind="toolkit", change="new", words="11 new pages")


OTHERS = {
    Update: _line,
    UndoableStep: _step,
    KindRule: _kind_rule,
    AuditEntry: _entry,
    JobRun: make_run,
    PageReport: lambda: PageReport.objects.create(path="/themes/", problem="link"),
    SchoolTerm: _term_time,
    PublishedEdition: _edition,
    Trainer: _trainer,
    Organisation: _organisation,
    NotAnOrganisation: _no_organisation,
    Message: _told,
    Interest: _interested,
    CommentTheme: _comment_theme,
    BookingQuestion: _booking_question,
    Charge: _charge,
    Audience: make_audience,
    Publisher: make_publisher,
    Language: lambda: make_language(next(_language_codes)),
    Link: make_link,
    LibraryFile: make_file,
    Group: _group,
    OldAddress: _old,
    ContactChange: _change,
    Synonym: _synonym,
    PinnedAnswer: _pin,
    EverydayPhrases: _phrases,
    Place: _place,
    CrisisCard: _crisis_card,
    SearchCount: _count,
}


def other_pages():
    """Yield (address, rule) for the addresses that belong to no model."""
    theme = make_theme()
    kind = ContentType.objects.get_for_model(Theme)
    for where, allowed in OTHER_PAGES.values():
        yield where.format(type=kind.pk, pk=theme.pk), allowed
    for label, who in APP_LISTS.items():
        yield f"/admin/{label}/", rule(who)


def wrong(response, letter, allowed, statuses, where):
    """Return what is wrong with an answer, or None. App lists are missing, not refused, for those without a right."""
    to_sign_in = response.status_code == 302 and response["Location"].startswith("/admin/login/")
    # Anyone not signed in has nothing to sign out of, and is sent to the start page, which leads to the sign-in page.
    to_sign_in |= where == "/admin/logout/" and response.get("Location") == "/admin/"
    if letter in allowed:
        fine = response.status_code in statuses and (not to_sign_in or where == "/admin/login/")
    elif letter in "av":
        fine = to_sign_in
    elif where.strip("/").count("/") == 1 and where.split("/")[2] in APP_LISTS:
        fine = response.status_code == 404
    elif where == "/admin/login/":
        fine = response.status_code == 302
    else:
        fine = response.status_code == 403
    return None if fine else (where, response.status_code)


@pytest.fixture
def pdfs_at_once(monkeypatch):
    """Make PDFs that take no time: this is about who gets them."""
    monkeypatch.setattr(brochure_pages, "pdf_of", lambda document: PDF)
    monkeypatch.setattr(freezing, "get_or_make", made_at_once)


def sign_in(client, user, monkeypatch):
    """Sign `user` in, and read who it is and what it may do once for all requests: that takes a fifth of their time.

    tests/admin/test_accounts.py holds that each request asks again.
    """
    client.force_login(user)
    user = get_user_model().objects.get(pk=user.pk)
    user.get_all_permissions()
    # A request that changes the person changes a copy.
    monkeypatch.setattr(
        middleware.auth,
        "get_user",
        lambda request: copy(user) if SESSION_KEY in request.session else AnonymousUser(),
    )


@pytest.mark.usefixtures("pdfs_at_once")
@pytest.mark.parametrize("letter", PEOPLE, ids=PEOPLE.values())
def test_every_address_answers_each_person_as_declared(person, letter, monkeypatch):
    client = Client()
    if letter != "a":
        sign_in(client, make_user() if letter == "v" else person(PEOPLE[letter]), monkeypatch)
    mistakes = defaultdict(list)

    for where, (get, post, reads, posts) in [*addresses(), *other_pages()]:
        for method, allowed, statuses in (("GET", get, reads), ("POST", post, posts)):
            session = client.cookies.copy()
            # Each request starts from the same records. A refused form is rendered as for reading, so once is enough; and pages
            # are rendered for superusers, who see all of them, and for editors, who may only read many.
            with transaction.atomic(), monkeypatch.context() as patched:
                if method == "POST" or letter not in "eu":
                    patched.setattr(SimpleTemplateResponse, "rendered_content", "")
                    # The menu, which takes a sixth of the time.
                    patched.setattr(PortalAdminSite, "each_context", lambda self, request: {})
                response = client.generic(
                    method,
                    where,
                    "post=yes" if "/delete/" in where else "",
                    content_type="application/x-www-form-urlencoded",
                )
                mistake = wrong(response, letter, allowed, statuses, where)
                transaction.set_rollback(True)
            client.cookies = session
            if mistake:
                mistakes[method].append(mistake)

    assert mistakes == {}
