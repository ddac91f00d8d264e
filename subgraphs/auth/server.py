"""Authlib's authorization server, fitted to forms that were read already: tokens as RFC 9068 JWTs.

Authlib is synchronous and checks secrets slowly on purpose: call it in a thread.  Nothing is stored per token; what
was issued is valid until it expires.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidClientError
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from joserfc.jwk import KeySet
from starlette.responses import JSONResponse

from subgraphs.auth.clients import Client, Clients
from subgraphs.auth.keys import ALGORITHM, SigningKeys
from subgraphs.auth.settings import AuthSettings

DEV_LOGIN = "dev_login"
TOKEN_PATH = "/oauth/token"


@dataclass(frozen=True, slots=True)
class Login:
    """The user a development login names; the client and the resource owner of its token in one."""

    user: str
    scope: str

    def get_user_id(self) -> str:
        return self.user

    def get_client_id(self) -> str:
        return "dev-login"

    def get_allowed_scope(self, scope: str | None) -> str:
        return self.scope


class TokenRequest(OAuth2Request):
    """A POST to the token endpoint.

    Args:
        form: its parameters.
        headers: any mapping that ignores case.
    """

    def __init__(self, form: dict[str, str], headers: Mapping[str, str]) -> None:
        # Authlib refuses plain http URLs; whether TLS ends here or in front of us is the deployment's matter
        super().__init__("POST", "https://authorization-server" + TOKEN_PATH, headers=headers)
        self.payload = BasicOAuth2Payload(form)
        self._form = form

    @property
    def form(self) -> dict[str, str]:
        return self._form


class ClientCredentials(ClientCredentialsGrant):
    """RFC 6749 section 4.4."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # noqa: RUF012 (Authlib's attribute)


class AccessTokens(JWTBearerTokenGenerator):
    """Makes RFC 9068 access tokens.

    Args:
        settings: issuer, audience, lifetimes.
        keys: the first one signs.
    """

    def __init__(self, settings: AuthSettings, keys: SigningKeys) -> None:
        super().__init__(issuer=settings.issuer, alg=ALGORITHM, expires_generator=self._lifetime)
        self._settings = settings
        self._keys = keys

    def get_jwks(self) -> KeySet:
        return self._keys.signing

    def get_audiences(self, client: Any, user: Any, scope: str) -> str:
        return self._settings.audience

    def _lifetime(self, client: Any, grant_type: str) -> int:
        return self._settings.dev_login_seconds if grant_type == DEV_LOGIN else self._settings.token_seconds


class Server(AuthorizationServer):
    """The token endpoint.

    Args:
        settings: of the server.
        keys: that sign.
        clients: that may ask.
    """

    def __init__(self, settings: AuthSettings, keys: SigningKeys, clients: Clients) -> None:
        super().__init__(scopes_supported=list(settings.scopes))
        self._clients = clients
        self.register_token_generator("default", AccessTokens(settings, keys))
        self.register_grant(ClientCredentials)

    def token_response(self, form: dict[str, str], headers: Mapping[str, str]) -> JSONResponse:
        """The answer to a token request, errors included (RFC 6749 section 5). Takes about 50 ms of a core."""
        request = TokenRequest(form, headers)
        try:
            return cast(JSONResponse, self.create_token_response(request))
        except UnicodeDecodeError:  # Authlib 1.9.9 lets it out for Basic credentials that are not UTF-8
            error = InvalidClientError(status_code=401, description="the credentials are malformed")
            return cast(JSONResponse, self.handle_error_response(request, error))

    def login_response(self, login: Login) -> JSONResponse:
        """A token for a development login, in the shape of a token response."""
        token = self.generate_token(
            DEV_LOGIN,
            login,  # type: ignore[arg-type]  # has what the generator asks of a client
            user=login,
            scope=login.scope,
            include_refresh_token=False,
        )
        return self.handle_response(200, {"scope": "", **token}, [])

    def query_client(self, client_id: str) -> Client | None:  # type: ignore[override]  # None is what Authlib expects
        return self._clients.get(client_id)

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> JSONResponse:
        given = {name.lower(): value for name, value in headers}
        return JSONResponse(body, status_code=status, headers={**given, "cache-control": "no-store"})

    def save_token(self, token: Mapping[str, Any], request: OAuth2Request) -> None:
        """Tokens describe themselves; there is nothing to save."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""
