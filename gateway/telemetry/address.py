"""Where a service listens: `HANSA_<NAME>_HOST`, `HANSA_<NAME>_PORT` and `HANSA_<NAME>_ADMIN_PORT`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.telemetry.start import StartError


@dataclass(frozen=True, slots=True)
class Address:
    """Host and ports of a service; port 0 lets the system choose one, which is logged."""

    host: str
    port: int
    admin_port: int

    @classmethod
    def from_environment(
        cls, name: str, *, port: int, admin_port: int, environ: Mapping[str, str] | None = None
    ) -> Address:
        """The address of service `name` (`users`, `bff_web`), from the environment over the given defaults.

        Raises:
            StartError: a port is not a number from 0 to 65535.
        """
        environ = os.environ if environ is None else environ
        prefix = f"HANSA_{name.upper()}_"
        return cls(
            host=environ.get(prefix + "HOST", "127.0.0.1"),
            port=_port(prefix + "PORT", environ, port),
            admin_port=_port(prefix + "ADMIN_PORT", environ, admin_port),
        )


def url_of(host: str, port: int) -> str:
    """`http://127.0.0.1:4000`; IPv6 addresses in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _port(variable: str, environ: Mapping[str, str], default: int) -> int:
    text = environ.get(variable, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise StartError(f"{variable} must be a port from 0 to 65535, not {text!r}")
    return int(text)
