"""Devices and recovery codes of a member of staff: added, used, taken away.

Taking one away ends every session of the person: `User.get_session_auth_hash` counts it in.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hscp.models import User
from hscp.security.second_factor.app_codes import step_of
from hscp.security.second_factor.enums import DeviceKind
from hscp.security.second_factor.models import SignInDevice
from hscp.security.second_factor.passkeys import NotRight, read_known, read_new
from hscp.security.second_factor.recovery_codes import is_recovery_code, use_code
from hscp.security.shared_counts import count

# For how long an answer of a passkey could be sent again: as long as a session waits for one.
_ANSWER_SECONDS = 60 * 60
RECOVERY_CODE = "recovery code"


class LastDevice(Exception):
    """The last device of somebody who must have one is not taken away."""


def add_app(user, *, key, code, name):
    """Add an app with the encrypted secret `key` to the devices of `user`. `code` shows that the app has it.

    Raises NotRight for a wrong code, and ValidationError for a name that is taken. The code is then used.
    """
    step = step_of(key, _tidied(code))
    if step is None:
        raise NotRight
    return _add(SignInDevice(user=user, kind=DeviceKind.APP, name=name, key=key, counter=step))


def add_passkey(user, *, state, answer, name):
    """Add a passkey: `answer` is what the browser sent to the question with the `state`. Raises as `add_app` does."""
    new = read_new(state, answer)
    if SignInDevice.objects.filter(passkey_hash=new.passkey_hash).exists():
        raise ValidationError("This passkey belongs to an account already. Make another one.")
    return _add(
        SignInDevice(
            user=user,
            kind=DeviceKind.PASSKEY,
            name=name,
            key=new.key,
            passkey_hash=new.passkey_hash,
            counter=new.counter,
        )
    )


def _add(device):
    device.full_clean()
    device.save()
    return device


def use_code_of(user, text):
    """Return what `text` is the code of, in words: "app 3" or "recovery code". Raises NotRight, also for a code that was used.

    Two at once cannot both use a code: one of two updates of the same row finds what it asks for.
    """
    code = _tidied(text)
    if is_recovery_code(code):
        if use_code(user, code):
            return RECOVERY_CODE
        raise NotRight
    for device in user.sign_in_devices.filter(kind=DeviceKind.APP):
        step = step_of(device.key, code)
        if step is not None and _use(device, step):
            return _words(device)
    raise NotRight


def use_passkey_of(user, state, answer):
    """Return in words which passkey of `user` gave `answer` (text of the browser) to the question with the `state`.

    Raises NotRight. A question is answered once, also by a passkey that counts nothing.
    """
    device, counter = read_known(user, state, answer)
    if count(f"passkey-answered:{state['challenge']}", 1, _ANSWER_SECONDS) > 1:
        raise NotRight
    if not _use(device, counter):
        raise NotRight
    return _words(device)


def _use(device, counter):
    """Note the use of `device` with a new `counter`, if nobody has used it with that or a later one. Return whether it is so.

    A passkey whose counter did not grow was copied, unless it counts nothing (WebAuthn, 6.1.1).
    """
    rows = SignInDevice.objects.filter(pk=device.pk)
    if counter or device.counter:
        rows = rows.filter(counter__lt=counter)
    return rows.update(counter=counter, last_used_at=timezone.now()) == 1


def remove_device(user, device, *, must_keep_one):
    """Take `device` from `user`. With the last one go the recovery codes. Raises LastDevice if they `must_keep_one`."""
    with transaction.atomic():
        # Two at once must not both see another device that stays.
        User.objects.select_for_update().get(pk=user.pk)
        others = user.sign_in_devices.exclude(pk=device.pk).exists()
        if must_keep_one and not others:
            raise LastDevice
        device.delete()
        if not others:
            user.recovery_codes.all().delete()
        _end_sessions(user)


def forget_devices(user):
    """Take every device and recovery code from `user`, and return how many devices there were."""
    with transaction.atomic():
        number = user.sign_in_devices.all().delete()[0]
        codes = user.recovery_codes.all().delete()[0]
        if number or codes:
            _end_sessions(user)
    return number


def _end_sessions(user):
    User.objects.filter(pk=user.pk).update(devices_removed=F("devices_removed") + 1)
    user.refresh_from_db(fields=["devices_removed"])


def _tidied(text):
    return "".join(each for each in text.casefold() if each.isalnum())


def _words(device):
    return f"{device.kind} {device.pk}"
