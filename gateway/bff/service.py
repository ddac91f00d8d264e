"""A BFF as a process: settings and address from the environment, bearer verification in front, the service kit around.

`python -m bff_web` and `python -m bff_mobile` are this with different screens.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.bff.app import Screens, build_bff
from gateway.bff.errors import InvalidOperation
from gateway.bff.settings import BffSettings
from gateway.security import BearerMiddleware, IssuerSettings, TokenVerifier
from gateway.telemetry import Address, Metrics, Service, StartError, main


def serve_bff(name: str, screens: Callable[[], Screens], *, port: int, admin_port: int) -> None:
    """Serve until a signal; one clear line and exit 1 if the BFF cannot start.

    Args:
        name: of the service, e.g. `bff_web`; its variables start with `HANSA_BFF_WEB_`.
        port, admin_port: used unless the environment says otherwise.
    """
    main(name, lambda: build_service(name, screens(), port=port, admin_port=admin_port))


def build_service(name: str, screens: Screens, *, port: int, admin_port: int) -> Service:
    """Raises StartError or pydantic's ValidationError, both of which the service kit explains in one line."""
    address = Address.from_environment(name, port=port, admin_port=admin_port)
    settings = BffSettings.from_environment(name)
    metrics = Metrics()
    try:
        bff = build_bff(screens, settings, metrics)
    except InvalidOperation as error:
        raise StartError(str(error)) from error
    issuers = [IssuerSettings(issuer=settings.auth_issuer)] if settings.auth_issuer else []
    return Service(
        name=name,
        app=BearerMiddleware(bff.app, TokenVerifier(issuers)),
        host=address.host,
        port=address.port,
        admin_port=address.admin_port,
        ready=bff.problems,
        metrics=metrics,
    )
