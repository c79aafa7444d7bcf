"""A passkey in memory: makes and shows what a browser with one would, so that tests need neither."""

import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG


class Passkey:
    """One key for one account of one place."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.id = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._user = b""
        self._count = 0

    def made(self, options: dict[str, object]) -> str:
        """What the browser sends after making it (WebAuthn level 2, section 7.1)."""
        asked = _plain(options)
        self._user = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self._key.public_key())
        told = self._told(asked["rp"]["id"], AttestedCredentialData.create(b"\0" * 16, self.id, public))
        client = self._client("webauthn.create", asked["challenge"])
        sealed = AttestationObject.create("none", told, {})
        return self._sent({"clientDataJSON": bytes(client), "attestationObject": bytes(sealed)})

    def shown(self, options: dict[str, object]) -> str:
        """What the browser sends after it was shown (section 7.2)."""
        asked = _plain(options)
        told = self._told(asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"])
        signature = self._key.sign(bytes(told) + client.hash, ec.ECDSA(SHA256()))
        return self._sent(
            {
                "clientDataJSON": bytes(client),
                "authenticatorData": bytes(told),
                "signature": signature,
                "userHandle": self._user,
            }
        )

    def _told(self, place: str, credential: bytes = b"") -> AuthenticatorData:
        self._count += 1
        flags = FLAG.UP | FLAG.UV | (FLAG.AT if credential else 0)
        return AuthenticatorData.create(sha256(place.encode()), flags, self._count, credential)

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin)

    def _sent(self, response: dict[str, bytes]) -> str:
        name = websafe_encode(self.id)
        return json.dumps(
            {
                "type": "public-key",
                "id": name,
                "rawId": name,
                "response": {part: websafe_encode(value) for part, value in response.items()},
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )


def _plain(options: dict[str, object]) -> dict[str, dict[str, str]]:
    """The options as the page's block of data holds them."""
    found: dict[str, dict[str, str]] = json.loads(json.dumps(options))["publicKey"]
    return found
