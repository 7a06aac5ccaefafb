"""Changing many sessions at once: open, close, cancel, and set the trainers, the venue or the reminders of all.

A session that cannot be changed is left as it is and named, with the reason.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone

from hscp.web.wording import counted
from training.admin.session_form import SessionForm, note_field
from training.admin.session_pages import ReasonForm, people
from training.booking.locking import CannotBook
from training.enums import LIVE, SessionState
from training.models import Booking, Session, Trainer
from training.sessions.clashes import clashes
from training.sessions.saving import announcement, cancel_session, save_session

_CHANGEABLE = ("trainers", "place", "reminder_days")


class BulkChangeForm(forms.Form):
    """What is to be set on all ticked sessions. A field left empty stays as it is on each."""

    trainers = forms.ModelMultipleChoiceField(
        queryset=Trainer.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They replace the trainers that the sessions have now.",
    )
    place = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="The venue with its address, or the platform. People with a place will get an email about the change.",
    )
    note = note_field()
    # How many people the page said would be told: it asks again when that has changed.
    told = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reminder_days = forms.CharField(
        label="Remind people",
        max_length=40,
        required=False,
        help_text="Days before the start, separated by commas, such as 7, 1.",
    )

    clean_reminder_days = SessionForm.clean_reminder_days

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned[name] for name in _CHANGEABLE):
            raise forms.ValidationError("Fill in at least one thing to change.")
        return cleaned


@admin.action(description="Open for booking", permissions=["change"])
def open_for_booking(model_admin, request, queryset):
    _set_state(request, queryset, SessionState.OPEN, "opened")


@admin.action(description="Close for booking", permissions=["change"])
def close_for_booking(model_admin, request, queryset):
    _set_state(request, queryset, SessionState.CLOSED, "closed for booking")


@transaction.atomic
def _set_state(request, queryset, state, done):
    changed, refused = 0, []
    for session in _locked(queryset):
        if session.state == SessionState.CANCELLED:
            refused.append(f"{session} is cancelled")
        elif session.state == SessionState.DRAFT and session.starts_at <= timezone.now():
            refused.append(f"{session} is over or has begun")
        elif session.state != state:
            session.state = state
            save_session(session=session, by=request.user, comment=f"{done.capitalize()}.")
            changed += 1
    _report(request, changed, done, refused)


@admin.action(description="Set trainers, place or reminders", permissions=["change"])
@transaction.atomic
def change_together(model_admin, request, queryset):
    """Show the form with the ticked sessions; once sent, set what was filled in on each that allows it."""
    form = BulkChangeForm(request.POST if "apply" in request.POST else None)
    if not form.is_valid():
        return _ask(model_admin, request, "bulk_change", "Change sessions together", queryset, form=form)
    sessions = _locked(queryset)
    values = {name: form.cleaned_data[name] for name in _CHANGEABLE if form.cleaned_data[name]}
    chosen = values.pop("trainers", None)
    for session in sessions:
        for name, value in values.items():
            setattr(session, name, value)
    told = sum(announcement(each) for each in sessions if each.state != SessionState.CANCELLED)
    if told and form.cleaned_data["told"] != told:
        form.data = form.data.copy()
        form.data["told"] = told
        return _ask(
            model_admin,
            request,
            "bulk_change",
            "Change sessions together",
            queryset,
            form=form,
            asks=people(told),
        )
    changed, refused = 0, []
    for session in sessions:
        trainers = list(session.trainers.all() if chosen is None else chosen)
        if session.state == SessionState.CANCELLED:
            refused.append(f"{session} is cancelled")
        elif found := clashes(session, trainers):
            refused.append(f"{session} would clash with {found[0].session} ({found[0].name})")
        else:
            session.trainers.set(trainers)
            save_session(
                session=session,
                by=request.user,
                comment="Changed together with others.",
                note=form.cleaned_data["note"],
            )
            changed += 1
    _report(request, changed, "changed", refused)
    return None


@admin.action(description="Cancel", permissions=["change"])
def cancel_together(model_admin, request, queryset):
    """Show the ticked sessions with the number of people to be told; once confirmed, cancel each."""
    form = ReasonForm(request.POST if "apply" in request.POST else None)
    if not form.is_valid():
        told = Booking.objects.filter(session__in=queryset.values("pk"), state__in=LIVE).count()
        return _ask(
            model_admin, request, "bulk_cancel", "Cancel these sessions?", queryset, told=told, form=form
        )
    changed, told, refused = 0, 0, []
    for session in Session.objects.filter(pk__in=queryset.values("pk")).order_by("pk"):
        if session.state == SessionState.CANCELLED:
            refused.append(f"{session} is already cancelled")
            continue
        try:
            told += cancel_session(session=session, by=request.user, reason=form.cleaned_data["reason"])
        except CannotBook as error:
            refused.append(f"{session}: {error}")
        else:
            changed += 1
    _report(request, changed, f"cancelled, and {people(told)} will get an email", refused)
    return None


def _ask(model_admin, request, template, title, queryset, **context):
    return TemplateResponse(
        request,
        f"admin/training/session/{template}.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": title,
            "sessions": queryset.order_by("starts_at", "pk"),
            "checkbox": ACTION_CHECKBOX_NAME,
            **context,
        },
    )


ACTIONS = [open_for_booking, close_for_booking, change_together, cancel_together]


def _locked(queryset):
    """Return the sessions of `queryset`, each row locked, in the order of their ids, the order of every multiple lock."""
    return list(
        Session.objects.select_for_update(of=("self",))
        .select_related("course")
        .filter(pk__in=list(queryset.values_list("pk", flat=True)))
        .order_by("pk")
    )


def _report(request, number, done, refused):
    if number:
        messages.success(request, f"{counted(number, 'session')} {done}.")
    if refused:
        messages.warning(request, f"Left as they are: {'; '.join(refused)}.")
    if not number and not refused:
        messages.info(request, "Nothing needed to change.")
