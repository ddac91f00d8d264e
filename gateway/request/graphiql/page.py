"""GraphiQL as a page under a strict content security policy.

The page's own parts (`page.html`, `page.css`, `page.js`) are in this package; GraphiQL and React are third parties'
and never in the repository: `deploy/graphiql/fetch.py` brings them into a directory from where they are served.  When
they are missing, the page loads them from a public CDN, pinned to the same versions, and only then the policy allows
that host.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from starlette.types import Receive, Scope, Send

from gateway.request.responses import Response, send_response

CDN_HOST = "https://unpkg.com"
COMPOSITION = "composition.json"


@dataclass(frozen=True, slots=True)
class Asset:
    """A third party's file: its name here, its path on the CDN, and the digest that a browser checks there."""

    name: str
    path: str
    integrity: str

    def attributes(self, local: str | None) -> dict[str, str]:
        """What a `<script>` says; `local` is the directory's URL, None for the CDN."""
        if local is not None:
            return {"src": f"{local}/{self.name}"}
        return {"src": f"{CDN_HOST}/{self.path}", "integrity": self.integrity, "crossorigin": "anonymous"}


ASSETS = (
    Asset(
        "react.production.min.js",
        "react@18.2.0/umd/react.production.min.js",
        "sha384-tMH8h3BGESGckSAVGZ82T9n90ztNXxvdwvdM6UoR56cYcf+0iGXBliJ29D+wZ/x8",
    ),
    Asset(
        "react-dom.production.min.js",
        "react-dom@18.2.0/umd/react-dom.production.min.js",
        "sha384-bm7MnzvK++ykSwVJ2tynSE5TRdN+xL418osEVF2DE/L/gfWHj91J2Sphe582B1Bh",
    ),
    Asset(
        "graphiql.min.js",
        "graphiql@3.9.0/graphiql.min.js",
        "sha384-8NGfVj4CVlqHajlZj+bPJT4thxPMHMJYn7DWK2CvtopLd02E7qsPHazniBYvVjOO",
    ),
    Asset(
        "graphiql.min.css",
        "graphiql@3.9.0/graphiql.min.css",
        "sha384-QMux00XgRtwRLSYIY3kw2rj1ovk5AuuliAchk+HSQbqdbGFnz9GYuqIlOqxhwCE2",
    ),
)
_THIRD_PARTY = frozenset(asset.name for asset in ASSETS)
_OWN = ("page.css", "page.js")
_KINDS = {".js": "text/javascript", ".css": "text/css"}


class GraphiqlPage:
    """Serves the page and its files.

    Args:
        endpoint: path of the GraphQL endpoint, e.g. `/graphql`; files are below `<endpoint>/graphiql/`.
        assets: directory with the files of `ASSETS`.
        cdn: whether a browser may load them from the CDN when they are not all there.
        plans: whether the gateway obeys the header that asks for query plans.
        operation: the document shown first; empty for a short introduction.
        composition: the state of a graph under development as JSON, which the page asks for again and again; None for a
            graph that is composed elsewhere.
    """

    def __init__(
        self,
        endpoint: str,
        assets: Path,
        *,
        cdn: bool,
        plans: bool,
        operation: str = "",
        composition: Callable[[], bytes] | None = None,
    ) -> None:
        self._base = f"{endpoint.rsplit('/', 1)[1]}/graphiql" if endpoint != "/" else "graphiql"
        self._assets = assets
        self._cdn = cdn
        self._plans = plans
        self._operation = operation
        self._composition = composition

    @property
    def complete(self) -> bool:
        """Whether all third-party files are in the directory; looked up anew, since they may be fetched meanwhile."""
        return all((self._assets / asset.name).is_file() for asset in ASSETS)

    def response(self) -> Response:
        """The page itself."""
        if not (self.complete or self._cdn):
            return Response(200, "text/html", _resource("missing.html").encode(), _page_headers(_policy("")))
        local = self.complete
        body = _resource("page.html")
        for name, value in self._values(local):
            body = body.replace(f"{{{{{name}}}}}", value)
        return Response(200, "text/html", body.encode(), _page_headers(_policy("" if local else CDN_HOST)))

    def _values(self, local: bool) -> Iterator[tuple[str, str]]:
        for asset in ASSETS:
            yield asset.name, _markup(asset.attributes(self._base if local else None), asset.name)
        for name in _OWN:
            yield name, _markup({"src": f"{self._base}/{name}"}, name)
        yield "plans", "true" if self._plans else "false"
        yield "composition", "" if self._composition is None else f"{self._base}/{COMPOSITION}"
        yield "operation", html.escape(self._operation, quote=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one of the files, by the last part of the path; 404 for any other name."""
        name = scope["path"].rsplit("/", 1)[1]
        if name == COMPOSITION and self._composition is not None:
            scope["hansa.routine"] = True
            await send_response(send, Response(200, "application/json", self._composition()))
            return
        body = _resource(name).encode() if name in _OWN else self._third_party(name)
        if body is None:
            await send_response(send, Response(404, "text/plain", b"There is no such file.\n"))
            return
        await send_response(send, Response(200, _KINDS[Path(name).suffix], body, cache="max-age=300"))

    def _third_party(self, name: str) -> bytes | None:
        try:
            return (self._assets / name).read_bytes() if name in _THIRD_PARTY else None
        except OSError:
            return None


def _markup(attributes: Mapping[str, str], name: str) -> str:
    renamed = {"href" if key == "src" and name.endswith(".css") else key: value for key, value in attributes.items()}
    return " ".join(f'{key}="{html.escape(value, quote=True)}"' for key, value in renamed.items())


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _policy(host: str) -> str:
    """Only own scripts and requests; GraphiQL's editor sets style attributes and embeds its fonts."""
    extra = f" {host}" if host else ""
    return (
        f"default-src 'none'; script-src 'self'{extra}; style-src 'self' 'unsafe-inline'{extra}; "
        f"img-src 'self' data:; font-src 'self' data:{extra}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _page_headers(policy: str) -> tuple[tuple[bytes, bytes], ...]:
    return (
        (b"content-security-policy", policy.encode()),
        (b"referrer-policy", b"no-referrer"),
        (b"x-frame-options", b"DENY"),
    )
