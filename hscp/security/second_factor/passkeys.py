"""Passkeys (WebAuthn level 2): what the browser is asked, and whether its answer is right. The library does the checking.

They hold for the host of HSCP_ADDRESS and are answered from that address alone, so no other site can use one.
"""

import hashlib
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hscp.security.second_factor.enums import DeviceKind

NAME = "HSCP Safeguarding Portal"
LONGEST_ANSWER = 20_000  # characters; an answer has about a thousand
# The password was given already, so a key without a PIN of its own is enough.
_VERIFICATION = UserVerificationRequirement.PREFERRED


class NotRight(Exception):
    """An answer of a browser is not one to the question that was asked, or not of a passkey that is known."""


@dataclass(frozen=True)
class NewPasskey:
    """A passkey that a browser made: what to store of it. Each is text but `counter`."""

    key: str
    passkey_hash: str
    counter: int


def ask_for_new(user):
    """Return (options for the browser as a dict, state to keep in the session) for making a passkey for `user`."""
    known = user.sign_in_devices.filter(kind=DeviceKind.PASSKEY)
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(
            id=_handle_of(user),
            name=user.get_username(),
            display_name=user.get_full_name() or user.get_username(),
        ),
        [_descriptor(device) for device in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=_VERIFICATION,
    )
    return dict(options), dict(state)


def read_new(state, answer):
    """Return the NewPasskey in `answer` (text that the browser sent) to the question with this `state`. Raises NotRight."""
    return _checked(lambda: _new(_server().register_complete(state, _parsed(answer))))


def ask_for_known(user):
    """Return (options for the browser as a dict, state to keep in the session) for using a passkey of `user`."""
    known = user.sign_in_devices.filter(kind=DeviceKind.PASSKEY)
    options, state = _server().authenticate_begin(
        [_descriptor(device) for device in known], user_verification=_VERIFICATION
    )
    return dict(options), dict(state)


def read_known(user, state, answer):
    """Return (the SignInDevice of `user` that answered, its new counter). Raises NotRight."""
    answer = _checked(lambda: AuthenticationResponse.from_dict(_parsed(answer)))
    known = _checked(lambda: _hash(answer.raw_id))
    device = user.sign_in_devices.filter(kind=DeviceKind.PASSKEY, passkey_hash=known).first()
    if device is None:
        raise NotRight
    _checked(lambda: _server().authenticate_complete(state, [_credential(device)], answer))
    return device, answer.response.authenticator_data.counter


def _new(data):
    credential = data.credential_data
    return NewPasskey(websafe_encode(credential), _hash(credential.credential_id), data.counter)


def _server():
    host = urlsplit(settings.HSCP_ADDRESS).hostname
    return Fido2Server(
        PublicKeyCredentialRpEntity(name=NAME, id=host),
        verify_origin=lambda origin: origin == settings.HSCP_ADDRESS,
    )


def _parsed(answer):
    if len(answer) > LONGEST_ANSWER:
        raise NotRight
    return json.loads(answer)


def _checked(check):
    """Return what `check()` returns. Whatever a library raises on text that anybody may have written becomes NotRight."""
    try:
        return check()
    except Exception as error:
        raise NotRight from error


def _credential(device):
    return AttestedCredentialData(websafe_decode(device.key))


def _descriptor(device):
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY, id=_credential(device).credential_id
    )


def _hash(credential_id):
    return hashlib.sha256(credential_id).hexdigest()


def _handle_of(user):
    """Return what a passkey knows of whom it belongs to (bytes): a code without a name or number."""
    return salted_hmac(
        "hscp.passkey", str(user.pk), secret=settings.HSCP_ERASURE_KEY, algorithm="sha256"
    ).digest()
