"""`python -m subgraphs.auth` serves; `python -m subgraphs.auth hash-secret` hashes a client's secret from stdin."""

from __future__ import annotations

import logging
import sys
from urllib.parse import urlsplit

from gateway.telemetry import Address, Service, main
from subgraphs.auth.app import build_app
from subgraphs.auth.clients import Clients, hash_secret
from subgraphs.auth.keys import SigningKeys
from subgraphs.auth.settings import AuthSettings

logger = logging.getLogger(__name__)


def build() -> Service:
    """The service, from the environment."""
    settings = AuthSettings()
    address = Address.from_environment("auth", port=4100, admin_port=4110)
    _compare(settings.issuer, address)
    keys = SigningKeys.open(settings.directory / "keys.json")
    app = build_app(settings, keys, Clients.open(settings.directory))
    return Service("auth", app, address.host, address.port, address.admin_port)


def _compare(issuer: str, address: Address) -> None:
    parts = urlsplit(issuer)
    if parts.hostname in ("127.0.0.1", "localhost") and address.port and parts.port != address.port:
        logger.warning(
            "HANSA_AUTH_ISSUER is %s but the server listens on port %d: nobody will find its keys",
            issuer,
            address.port,
        )


if __name__ == "__main__":
    if sys.argv[1:] == ["hash-secret"]:
        print(hash_secret(sys.stdin.readline().rstrip("\n")))
    elif sys.argv[1:]:
        sys.exit("usage: python -m subgraphs.auth [hash-secret < SECRET]")
    else:
        main("auth", build)
