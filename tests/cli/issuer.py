"""A small authorization server as far as a gateway sees one: its keys over HTTP, and tokens signed with them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey


@dataclass(frozen=True)
class Issuer:
    """Where its keys are, and what signs its tokens."""

    url: str
    key: ECKey

    @property
    def settings(self) -> str:
        """`security.issuers` as JSON, for the environment."""
        return json.dumps([{"issuer": self.url, "jwks_url": f"{self.url}/jwks"}])

    def token(self, *, scope: str = "", subject: str = "user-1", lifetime: int = 300, **claims: Any) -> str:
        """An access token (RFC 9068)."""
        now = int(time.time())
        header = {"alg": "ES256", "typ": "at+jwt", "kid": "test"}
        body = {
            "iss": self.url,
            "aud": "hansa",
            "sub": subject,
            "client_id": "test",
            "jti": "1",
            "iat": now,
            "exp": now + lifetime,
            "scope": scope,
            **claims,
        }
        return jwt.encode(header, body, self.key)


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """Serve the keys on a port the system chooses."""
    key = ECKey.generate_key("P-256", {"kid": "test", "alg": "ES256", "use": "sig"})
    keys = json.dumps({"keys": [key.as_dict(private=False)]}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(keys)))
            self.end_headers()
            self.wfile.write(keys)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Issuer(f"http://127.0.0.1:{server.server_port}", key)
    finally:
        server.shutdown()
        server.server_close()
