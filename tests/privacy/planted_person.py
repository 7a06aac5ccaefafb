"""One person, planted in every model that can hold them, and the commands that show, correct and erase them."""

import datetime
from io import StringIO

import reversion
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hscp.following.models import Follower
from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.personal_fields import personal_fields
from hscp.security.audit.trail import append
from hscp.security.second_factor.models import SignInDevice
from tests.factories import make_booking, make_course, make_pathway, make_session, make_user
from training.enums import OrganisationType
from training.mail.unsubscribing import mailbox_of, refuse
from training.models import (
    Booking,
    Evaluation,
    Interest,
    InvoiceDetails,
    ManageLink,
    Message,
    RecordLink,
    TeamMember,
    Trainer,
)

NAME, EMAIL = "Canary Wren", "Canary.Wren@example.org"
# As the person who asks types it.
ASKED = "canary.wren@EXAMPLE.org"
OTHER = "other.wren@example.org"


def run(command, *arguments, **options):
    output = StringIO()
    call_command(command, *arguments, stdout=output, **options)
    return output.getvalue()


def plant_booking(session=None, **fields):
    defaults = {
        "name": NAME,
        "email": EMAIL,
        "organisation": "Oak School",
        "phone": "01962 555 canary",
        "access_needs": "A canary in a cage",
    }
    return make_booking(session or make_session(), **(defaults | fields))


def plant():
    """Put the person into every model that can hold them and return {key of the JSON: number of rows}."""
    past = timezone.now() - datetime.timedelta(days=10)
    now, over = plant_booking(), plant_booking(make_session())
    type(over.session).objects.filter(pk=over.session_id).update(
        starts_at=past, ends_at=past + datetime.timedelta(hours=1)
    )
    Booking.objects.filter(pk=over.pk).update(attendance="attended", certificate="CANARY-1")
    make_booking(make_session(), email=OTHER, manager_email=EMAIL.lower())
    colleague = make_booking(make_session(), email="colleague@example.org", organisation="Oak School")
    Booking.objects.filter(pk=colleague.pk).update(booked_by=NAME)
    ManageLink.objects.all().delete()
    ManageLink.objects.create(booking=now, token_hash="hash")
    Message.objects.all().delete()
    for number, (booking, to) in enumerate(
        [(now, EMAIL), (over, "manager@example.org"), (None, EMAIL.upper())]
    ):
        Message.objects.create(
            kind="confirmed",
            once=f"planted-{number}",
            booking=booking,
            to=to,
            subject="Canary",
            body=f"Canary, {EMAIL}",
        )
    sent = timezone.now()
    day = over.session.days.create(starts_at=past, ends_at=past + datetime.timedelta(hours=1))
    over.day_marks.create(day=day, attendance="attended")
    now.answers.create(
        kind="text", wording="What do you eat?", value="Seed, canary", keeping="long", answered_at=sent
    )
    now.approvals.create(asks="manager", asked_at=sent, decide_by=sent, evidence="Taken at the canary school")
    now.charges.create(reason="fee", amount=60, organisation="Oak School", created_at=sent, changed_at=sent)
    now.invoice_details = InvoiceDetails.objects.create(booking=now, purchase_order="PO 1")
    Message.objects.create(
        kind="letter",
        once="letter",
        to=OTHER,
        subject="Hello",
        body=f"Ask {EMAIL}.",
        state="sent",
        sent_at=sent,
    )
    Interest.objects.create(
        course=make_course(), email=EMAIL, organisation_type=OrganisationType.SCHOOL, token_hash="canary"
    )
    refuse(mailbox_of(EMAIL))
    person = Follower.objects.create(email=EMAIL, email_key=EMAIL.lower(), token_hash="canary")
    person.follows.create(what="everything")
    RecordLink.objects.create(email=EMAIL, token_hash="canary")
    for lead, colleague in ((OTHER, EMAIL), (EMAIL, OTHER)):
        TeamMember.objects.create(lead_email=lead, email=colleague, name="Canary", used_at=timezone.now())
    Booking.objects.filter(email=OTHER).update(booked_by_email=EMAIL)
    Evaluation.objects.create(
        session=make_session(), moment="after", organisation_type="school", comment=f"Write to <{EMAIL}>!"
    )
    trainer = Trainer.objects.create(name=NAME, email=EMAIL)
    account = make_user(username="canary-user", first_name="Canary", email=EMAIL, is_active=False)
    LogEntry.objects.create(
        user=make_user(),
        content_type=ContentType.objects.get_for_model(Trainer),
        object_id=str(trainer.pk),
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=f"Mailed {EMAIL}",
    )
    SignInDevice.objects.create(user=account, kind="app", name="The canary phone", key="encrypted")
    LogEntry.objects.create(user=account, object_repr="A page", action_flag=CHANGE)
    append(kind="signed_in", at=timezone.now(), by=account.pk)
    Client().force_login(account)
    LogEntry.objects.create(
        user=make_user(),
        content_type=ContentType.objects.get_for_model(type(now.session)),
        object_id=str(now.session_id),
        object_repr="A session",
        action_flag=CHANGE,
        change_message="Exported the names of 2 people as CSV.",
    )
    with reversion.create_revision():
        reversion.set_comment(f"As {EMAIL} asked")
        reversion.add_to_revision(make_pathway(purpose=f"Was: {EMAIL}"))
    for model, more in (
        (AccessAttempt, {"failures_since_start": 1}),
        (AccessFailureLog, {}),
        (AccessLog, {}),
    ):
        model.objects.create(username=EMAIL, ip_address="192.0.2.1", **more)
    return {
        "following": 1,
        "followed": 1,
        "bookings": 2,
        "booking_events": 2,
        "day_marks": 1,
        "answers": 1,
        "approvals": 1,
        "charges": 1,
        "invoice_details": 1,
        "manage_links": 1,
        "booked_for_others": 2,
        "named_as_manager": 1,
        "messages": 3,
        "interests": 1,
        "invitation_refusals": 1,
        "record_links": 1,
        "leads": 1,
        "team": 1,
        "trainer": 1,
        "account": 1,
        "account_devices": 1,
        "account_acts": 1,
        "account_audit_trail": 1,
        "account_sessions": 1,
        "account_revisions": 0,
    }


def dump():
    """Return all rows of the models that have personal fields, as one text in small letters."""
    models = dict.fromkeys(field.model for field, _ in personal_fields(DECLARATIONS))
    return "".join(serializers.serialize("json", model._base_manager.all()) for model in models).lower()
