"""From an issuer to the address of its keys: RFC 8414, then OpenID Connect Discovery 1.0.

A metadata document counts only when it names the very issuer it was asked for, and an https issuer's keys must come
by https.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from gateway.security.fetching import FetchFailed, JsonFetch


async def find_jwks_url(issuer: str, fetch: JsonFetch) -> str:
    """The issuer's `jwks_uri`.

    Raises:
        FetchFailed: no metadata document is there, or it is not the issuer's.
    """
    failures: list[str] = []
    for url in metadata_urls(issuer):
        try:
            document = await fetch(url)
        except FetchFailed as error:
            failures.append(str(error))
            continue
        return _jwks_uri(document.get("issuer"), document.get("jwks_uri"), issuer, url)
    raise FetchFailed("; ".join(failures))


def metadata_urls(issuer: str) -> tuple[str, str]:
    """Where RFC 8414 (section 3.1: between host and path) and OIDC (after the path) put the metadata."""
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    origin = f"{parts.scheme}://{parts.netloc}"
    return (
        f"{origin}/.well-known/oauth-authorization-server{path}",
        f"{origin}{path}/.well-known/openid-configuration",
    )


def _jwks_uri(named: object, jwks_uri: object, issuer: str, url: str) -> str:
    if named != issuer:
        raise FetchFailed(f"{url} is the metadata of another issuer")
    secure = urlsplit(issuer).scheme == "https"
    if not isinstance(jwks_uri, str) or not jwks_uri.startswith("https://" if secure else ("https://", "http://")):
        raise FetchFailed(f"{url} has no usable jwks_uri")
    return jwks_uri
