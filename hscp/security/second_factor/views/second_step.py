"""Asks for the second step: of who signs in, or again before devices are changed."""

import json

from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from hscp.security.response_timing import even_response_timing
from hscp.security.second_factor import passkeys, proving, sessions
from hscp.security.second_factor.enums import DeviceKind
from hscp.security.second_factor.forms import AnswerForm, CodeForm, PasswordForm
from hscp.security.second_factor.views.page import WRONG_CODE, WRONG_PASSKEY, is_staff, page
from hscp.security.sign_in_limits import MustWait
from hscp.security.staff_hint import give_hint

_WRONG = {"code": WRONG_CODE, "answer": WRONG_PASSKEY, "password": "That password is not right."}


@never_cache
@even_response_timing
def second_step(request):
    """Ask for the second step: of who has given their password, or again of who is signed in and goes on to `next`."""
    if who := sessions.waiting(request):
        if "stop" in request.POST:
            request.session.flush()
            return redirect("admin:login")
        if not who.user.sign_in_devices.exists():
            return redirect("second_factor")
        return _ask(request, who.user, who)
    return _ask(request, request.user, None) if is_staff(request.user) else redirect("admin:login")


def _ask(request, user, who):
    """Take what proves `user`, or show what they can prove it by. `who` (Waiting) is None for somebody signed in."""
    kinds = set(user.sign_in_devices.values_list("kind", flat=True))
    state = request.session.pop(sessions.KNOWN_PASSKEY, None)
    form = None
    if request.method == "POST":
        form_class = AnswerForm if "answer" in request.POST else CodeForm if kinds else PasswordForm
        form = form_class(request.POST)
        if form.is_valid() and _is_proved(request, user, form, state):
            return _let_in(request, who, kinds)
    options = ""
    if DeviceKind.PASSKEY in kinds:
        asked, request.session[sessions.KNOWN_PASSKEY] = passkeys.ask_for_known(user)
        options = json.dumps(asked)
    typed = CodeForm if kinds else PasswordForm
    return page(
        request,
        "step",
        "One more step" if who else "Is it still you?",
        form=form if isinstance(form, typed) else typed(),
        problems=form.errors.get("answer", []) if isinstance(form, AnswerForm) else [],
        options=options,
        has_app=DeviceKind.APP in kinds,
        has_devices=bool(kinds),
        name=user.get_username(),
        signing_in=who is not None,
    )


def _is_proved(request, user, form, state):
    """Return whether what was sent proves `user`; the form then says why not."""
    [(kind, given)] = form.cleaned_data.items()
    try:
        if kind == "answer":
            proving.prove_by_passkey(user, state, given)
        elif kind == "code":
            proving.prove_by_code(user, given)
        else:
            proving.prove_by_password(request, user, given)
    except passkeys.NotRight:
        form.add_error(kind, _WRONG[kind])
    except MustWait as wait:
        form.add_error(kind, str(wait))
    return form.is_valid()


def _let_in(request, who, kinds):
    """Sign in who waited for it, or let somebody signed in go on."""
    if who is not None:
        sessions.finish(request, who)
        return give_hint(redirect(who.next_page))
    if kinds:
        sessions.note_second_step(request)
    else:
        sessions.note_password(request)
    address = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(address if is_ours else "second_factor")
