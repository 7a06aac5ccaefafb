"""A passkey without a browser: makes and answers what the site asks, as an authenticator and a browser together do."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN = "http://localhost:8000"
_FLAGS = AuthenticatorData.FLAG


class SoftPasskey:
    """One passkey with its private key. `counts` says whether it counts its uses, as those on security keys do."""

    def __init__(self, *, counts=True, host="localhost"):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._host = hashlib.sha256(host.encode()).digest()
        self._id = secrets.token_bytes(32)
        self._counts, self.counter = counts, 0

    def make(self, options, *, origin=ORIGIN):
        """Return the answer (text) to `options` for making a passkey."""
        credential = AttestedCredentialData.create(
            Aaguid.NONE, self._id, ES256.from_cryptography_key(self._key.public_key())
        )
        data = AuthenticatorData.create(self._host, _FLAGS.UP | _FLAGS.AT, self.counter, credential)
        return self._answer(
            "webauthn.create", options, origin, attestationObject=AttestationObject.create("none", data, {})
        )

    def use(self, options, *, origin=ORIGIN, flags=_FLAGS.UP):
        """Return the answer (text) to `options` for using it."""
        self.counter += self._counts
        data = AuthenticatorData.create(self._host, flags, self.counter)
        told = self._told("webauthn.get", options, origin)
        signature = self._key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._answer("webauthn.get", options, origin, authenticatorData=data, signature=signature)

    def _told(self, kind, options, origin):
        told = {"type": kind, "challenge": options["publicKey"]["challenge"], "origin": origin}
        return json.dumps(told).encode()

    def _answer(self, kind, options, origin, **response):
        response["clientDataJSON"] = self._told(kind, options, origin)
        return json.dumps(
            {
                "id": websafe_encode(self._id),
                "rawId": websafe_encode(self._id),
                "type": "public-key",
                "response": {name: websafe_encode(value) for name, value in response.items()},
            }
        )
