"""The pages at which people look after their own devices and recovery codes."""

import json
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.second_factor import devices, passkeys, sessions
from hscp.security.second_factor.app_codes import app_address, new_key, typed_key
from hscp.security.second_factor.forms import NewAppForm, NewPasskeyForm
from hscp.security.second_factor.notices import tell
from hscp.security.second_factor.recovery_codes import make_codes
from hscp.security.second_factor.views.page import WRONG_CODE, WRONG_PASSKEY, is_staff, page
from hscp.security.sessions import note
from hscp.security.sign_in_limits import MustWait
from hscp.security.signed_in.ending import end_sessions
from hscp.security.staff_hint import give_hint
from hscp.web.qr_codes import qr_svg

LAST_ONE = (
    "This is your only device, and you need one to sign in. Add another one first, then remove this one."
)


def of_ones_own(*, also_waiting=False):
    """Decorate a view of one's own devices: view(request, user, who, …).

    `user` is signed in and has proved lately who they are; or, with `also_waiting`, has given the password and has no device yet:
    then `who` is a Waiting, else None.
    """

    def decorate(view):
        @never_cache
        @wraps(view)
        def checked(request, **kwargs):
            who = sessions.waiting(request)
            if who is not None:
                if who.user.sign_in_devices.exists():
                    return redirect("second_step")
                return view(request, who.user, who, **kwargs) if also_waiting else redirect("second_factor")
            if not is_staff(request.user):
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            if not sessions.is_fresh(request):
                query = QueryDict(mutable=True)
                query["next"] = request.get_full_path()
                return redirect(f"{reverse('second_step')}?{query.urlencode()}")
            return view(request, request.user, None, **kwargs)

        return checked

    return decorate


@of_ones_own(also_waiting=True)
@require_safe
def second_factor(request, user, who):
    """Show one's devices, and how to add one; the first is added here by whoever must have one."""
    return page(
        request,
        "devices",
        "Set up your second step" if who else "Your sign-in devices",
        devices=user.sign_in_devices.all(),
        codes=user.recovery_codes.count(),
        signing_in=who is not None,
        name=user.get_username(),
    )


@of_ones_own(also_waiting=True)
def enrol_app(request, user, who):
    """Add an app: its secret is shown as a QR code and as text, and a code proves that it has it."""
    key = request.session.setdefault(sessions.NEW_APP, new_key())
    form = NewAppForm(request.POST or None, initial={"name": "Phone"})
    if form.is_valid():
        given = form.cleaned_data
        try:
            device = devices.add_app(user, key=key, code=given["code"], name=given["name"])
        except passkeys.NotRight:
            form.add_error("code", WRONG_CODE)
        except ValidationError as problem:
            form.add_error("name", problem.messages)
        else:
            del request.session[sessions.NEW_APP]
            return _added(request, user, who, device)
    return page(
        request,
        "app",
        "Add an app",
        form=form,
        qr=qr_svg(app_address(key, user.get_username())),
        typed_key=typed_key(key),
    )


@of_ones_own(also_waiting=True)
def enrol_passkey(request, user, who):
    """Add a passkey, which the browser makes."""
    state = request.session.pop(sessions.NEW_PASSKEY, None)
    form = NewPasskeyForm(request.POST or None, initial={"name": "Passkey"})
    if form.is_valid():
        given = form.cleaned_data
        try:
            if state is None:
                raise passkeys.NotRight
            device = devices.add_passkey(user, state=state, answer=given["answer"], name=given["name"])
        except passkeys.NotRight:
            form.add_error("answer", WRONG_PASSKEY)
        except ValidationError as problem:
            form.add_error("name", problem.messages)
        else:
            return _added(request, user, who, device)
    asked, request.session[sessions.NEW_PASSKEY] = passkeys.ask_for_new(user)
    return page(request, "passkey", "Add a passkey", form=form, options=json.dumps(asked))


def _added(request, user, who, device):
    """Go on after a device was added: who waited for it is signed in, and who has no recovery codes gets them."""
    kind = device.get_kind_display().lower()
    record(AuditKind.FACTOR_ADDED, by=user, about=user, what=f"{kind} {device.pk}")
    tell(user, "A sign-in device was added", f"The {kind} “{device.name}” was added to your account.")
    if who is not None:
        sessions.finish(request, who)
    else:
        sessions.note_second_step(request)
    if user.recovery_codes.exists():
        messages.success(request, f"“{device.name}” is added. You can sign in with it from now on.")
        response = redirect("second_factor")
    else:
        response = _new_codes(request, user, who.next_page if who else reverse("second_factor"))
    return give_hint(response)


@of_ones_own()
def recovery_codes(request, user, who):
    """Say how many recovery codes are left; a POST makes new ones and shows them, once."""
    if not user.sign_in_devices.exists():
        return redirect("second_factor")
    if request.method == "POST":
        return _new_codes(request, user, reverse("second_factor"))
    return page(request, "codes", "Recovery codes", left=user.recovery_codes.count())


def _new_codes(request, user, next_page):
    try:
        codes = make_codes(user)
    except MustWait as wait:
        messages.error(request, f"There are no recovery codes yet. {wait}")
        return redirect("second_factor")
    record(AuditKind.CODES_RENEWED, by=user, about=user)
    tell(
        user,
        "Recovery codes were made",
        "New recovery codes were made for your account. Older ones no longer work.",
    )
    return page(request, "codes", "Your recovery codes", new=codes, next_page=next_page)


@of_ones_own()
def remove_device(request, user, who, pk):
    """Ask whether to remove a device of one's own; a POST does. It ends one's sessions elsewhere."""
    device = get_object_or_404(user.sign_in_devices, pk=pk)
    if request.method != "POST":
        return page(request, "remove", f"Remove “{device.name}”?", device=device)
    what = f"{device.get_kind_display().lower()} {device.pk}"
    try:
        devices.remove_device(user, device, must_keep_one=settings.HSCP_SECOND_FACTOR)
    except devices.LastDevice:
        messages.error(request, LAST_ONE)
        return redirect("second_factor")
    update_session_auth_hash(request, user)
    note(request, user)
    end_sessions(user, but=request.session.session_key)
    record(AuditKind.FACTOR_REMOVED, by=user, about=user, what=what)
    tell(user, "A sign-in device was removed", f"“{device.name}” was removed from your account.")
    messages.success(request, f"“{device.name}” is removed, and you are signed out everywhere else.")
    return redirect("second_factor")
