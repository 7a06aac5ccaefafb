"""The codes that an app shows, six digits for half a minute each (TOTP, RFC 6238), and the secret that they are made from.

The secret is encrypted wherever it is kept, so that a copy of the database makes no codes. Its key is HSCP_ERASURE_KEY, which
may outlive the secret key of the site.
"""

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

ISSUER = "HSCP Safeguarding Portal"
# What every app knows; SHA-1 is no weakness here (RFC 6238, and RFC 4226 appendix B).
DIGITS, STEP_SECONDS, KEY_BYTES = 6, 30, 20
# A clock may be half a minute wrong, and typing takes a while (RFC 6238, 5.2).
STEPS_EITHER_WAY = 1


def new_key():
    """Return a new secret, encrypted (str)."""
    return _fernet().encrypt(secrets.token_bytes(KEY_BYTES)).decode()


def step_of(key, code, *, at=None):
    """Return the number of the half minute for which `code` (str) is right, near `at` (aware datetime), or None if it is wrong.

    `key` is an encrypted secret. One that was encrypted by another key has no right code.
    """
    try:
        totp = _totp(key)
    except InvalidToken:
        return None
    if not (code.isascii() and code.isdigit()):
        return None
    now = int((at or timezone.now()).timestamp() // STEP_SECONDS)
    right = None
    for step in range(now - STEPS_EITHER_WAY, now + STEPS_EITHER_WAY + 1):
        if bytes_eq(totp.generate(step * STEP_SECONDS), code.encode()):
            right = step
    return right


def code_now(key, *, at=None):
    """Return the code that an app with the encrypted secret `key` shows at `at` (aware datetime, default now)."""
    return _totp(key).generate(int((at or timezone.now()).timestamp())).decode()


def app_address(key, username):
    """Return what the QR code says to an app: an otpauth address with the secret, for the account `username`."""
    return _totp(key).get_provisioning_uri(username, ISSUER)


def typed_key(key):
    """Return the secret as somebody types it into an app: base 32, in groups of four."""
    text = base64.b32encode(_fernet().decrypt(key.encode())).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _totp(key):
    return TOTP(_fernet().decrypt(key.encode()), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  (as RFC 6238 has it)


def _fernet():
    key = salted_hmac("hscp.second_factor", "app", secret=settings.HSCP_ERASURE_KEY, algorithm="sha256")
    return Fernet(base64.urlsafe_b64encode(key.digest()))
