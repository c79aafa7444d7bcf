"""A server on this machine that speaks S3, for tests: and one in between that refuses as real ones do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

from boto3.session import Session
from moto.server import ThreadedMotoServer

KEY, SECRET = "our-key", "our-secret"


@contextmanager
def store_server() -> Iterator[str]:
    """The host and port of a server that is empty."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"{host}:{port}"
    finally:
        server.stop()


def client(host: str):  # type: ignore[no-untyped-def]
    """Somebody who may do anything there."""
    session = Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1")
    return session.client("s3", endpoint_url=f"http://{host}")


def fresh_bucket(host: str) -> str:
    """The address of a new bucket, as it stands in the settings."""
    name = f"pictures-{uuid4().hex[:12]}"
    client(host).create_bucket(Bucket=name)
    return f"s3+http://{KEY}:{SECRET}@{host}/{name}/harbour"


@contextmanager
def refusing(status: int, code: str) -> Iterator[str]:
    """The host and port of a store that answers everything so, as one that is full, busy or closed to us."""
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()

    class Handler(BaseHTTPRequestHandler):
        def _refuse(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_DELETE = _refuse  # noqa: N815  names of the standard library

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
