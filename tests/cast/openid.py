"""A sign-on server of our own for tests (OpenID Connect), with its keys, on this machine. It can fail in every way."""

import base64
import hashlib
import json
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.test import Client

CLIENT = "commonward-at-harbour"
SECRET = "a secret: of the/server, and a long one, too"
KEY = rsa.generate_private_key(65537, 2048)
ANOTHER_KEY = rsa.generate_private_key(65537, 2048)


@dataclass
class Server:
    """What it says. Tests change one thing and look what comes of it."""

    url: str = ""
    sub: str = "u-17"
    email: str = "kim@harbour.example"
    claims: dict[str, object] = field(default_factory=dict)
    described: dict[str, object] = field(default_factory=dict)
    userinfo: dict[str, object] | None = None
    key: rsa.RSAPrivateKey = KEY
    token: Callable[[dict[str, object]], str] | None = None
    status: int = 200
    body: bytes | None = None
    waits: threading.Event | None = None
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    sid: str | None = None
    wrong: list[str] = field(default_factory=list)

    def description(self) -> dict[str, object]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
        } | self.described

    def says(self, nonce: str) -> str:
        """The identity token."""
        now = int(time.time())
        said: dict[str, object] = {
            "iss": self.url,
            "sub": self.sub,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "auth_time": now,
            "email": self.email,
            "email_verified": True,
            "sid": self.sid,
        } | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        if self.token is not None:
            return self.token(said)
        return jwt.encode(said, self.key, "RS256", headers={"kid": "one"})

    def says_over(self, *, key: rsa.RSAPrivateKey | None = None, kind: str = "logout+jwt", **claims: object) -> str:
        """The token by which it says that a session is over; a claim that is None is left out."""
        now = int(time.time())
        said: dict[str, object] = {
            "iss": self.url,
            "sub": self.sub,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_urlsafe(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            "sid": self.sid,
        } | claims
        said = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(said, key or self.key, "RS256", headers={"kid": "one", "typ": kind})

    def lets_in(self, where: str) -> str:
        """Its person signs in there: the address to go back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert set(asked["scope"].split()) == {"openid", "email"}
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def exchanges(self, headers: dict[str, str], body: str) -> dict[str, str] | None:
        """The tokens for a code; None when anything about the question is wrong. A code works once."""
        given = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None:
            return None
        sent = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        by_header = headers.get("authorization") == f"Basic {sent}"
        by_form = given.get("client_id") == CLIENT and given.get("client_secret") == SECRET
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not (by_header or by_form) or challenge != asked["code_challenge"]:
            return None
        if given.get("redirect_uri") != asked["redirect_uri"]:
            return None
        return {"access_token": "for-userinfo", "token_type": "Bearer", "id_token": self.says(asked["nonce"])}


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            server.asked.append(path)
            if server.waits is not None:
                server.waits.wait(60)
            if path == "/.well-known/openid-configuration":
                self._answer(server.description())
            elif path == "/keys":
                public = jwt.algorithms.RSAAlgorithm.to_jwk(server.key.public_key(), as_dict=True)
                self._answer({"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]})
            else:
                self._answer(server.userinfo or {"sub": server.sub})

        def do_POST(self) -> None:
            server.asked.append(urlsplit(self.path).path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            tokens = server.exchanges({name.lower(): value for name, value in self.headers.items()}, body)
            self._answer(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

        def _answer(self, what: object, status: int = 200) -> None:
            content = server.body if server.body is not None else json.dumps(what).encode()
            self.send_response(server.status if server.status != 200 else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):  # whoever asked waited no longer
                self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Tests need no log of it."""

    return Handler


@contextmanager
def serving(*, certificate: Path | None = None) -> Iterator[Server]:
    """The server, until the test is over; with a certificate over TLS."""
    made = Server()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    listening.daemon_threads = True
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        listening.socket = context.wrap_socket(listening.socket, server_side=True)
        scheme = "https"
    made.url = f"{scheme}://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


@dataclass(frozen=True)
class Authority:
    """A certificate authority made for a test."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def file(self) -> Path:
        """What to believe."""
        path = self.folder / "authority.pem"
        path.write_bytes(self._signed(self.key, "Authority", 30, is_authority=True))
        return path

    def certificate(self, *, days: int) -> Path:
        """For 127.0.0.1, valid for so many days more; fewer than none has run out."""
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = self.folder / f"server{days}.pem"
        path.write_bytes(private + self._signed(key, "Server", days, is_authority=False))
        return path

    def _signed(self, key: ec.EllipticCurvePrivateKey, name: str, days: int, *, is_authority: bool) -> bytes:
        def named(one: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)])

        now = datetime.now(UTC)
        building = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named("Authority"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if is_authority:
            usage = x509.KeyUsage(
                digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
            )  # fmt: skip
            building = building.add_extension(usage, critical=True)
        else:
            alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
            building = building.add_extension(alternative, critical=False)
        return building.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def comes_in(server: Server, browser: Client, slug: str = "harbour") -> object:
    """Somebody takes the button on the page to sign in, is let in by the server and comes back: what they see then."""
    there = browser.get(f"/you/sign-on/at/{slug}")
    assert there.status_code == 302, there.content
    assert there["Location"].startswith(f"{server.url}/authorize?"), there["Location"]
    return browser.get(server.lets_in(there["Location"]))
