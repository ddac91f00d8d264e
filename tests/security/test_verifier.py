"""What is accepted as an access token, and the attacks that are not."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, RSAKey

from gateway.security import InvalidToken, IssuerSettings, TokenVerifier
from tests.security.authority import Authority


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def refusal(verifier: TokenVerifier, token: str) -> str:
    with pytest.raises(InvalidToken) as refused:
        await verifier.verify(token)
    assert refused.value.status == 401
    return refused.value.message


async def test_a_good_token_is_its_principal(authority: Authority, verifier: TokenVerifier) -> None:
    token = authority.token(scope="users:email inference", client_id="dev")
    principal = await verifier.verify(token)
    assert principal.subject == "user-1"
    assert principal.scopes == {"users:email", "inference"}
    assert principal.claims["client_id"] == "dev"
    assert principal.token == token
    assert token not in repr(principal)


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"iss": "https://other.example"}, "the token's issuer is not accepted"),
        ({"iss": None}, "the token's issuer is not accepted"),
        ({"iss": ["https://issuer.example"]}, "the token's issuer is not accepted"),
        ({"aud": "another-api"}, "the token's claim is missing or not accepted: aud"),
        ({"aud": None}, "the token's claim is missing or not accepted: aud"),
        ({"aud": ["x", 1]}, "the token's claim is missing or not accepted: aud"),
        ({"sub": None}, "the token's claim is missing or not accepted: sub"),
        ({"sub": ""}, "the token's claim is missing or not accepted: sub"),
        ({"sub": 7}, "the token's claim is missing or not accepted: sub"),
        ({"exp": None}, "the token's claim is missing or not accepted: exp"),
        ({"exp": "tomorrow"}, "the token's claim is missing or not accepted: exp"),
        ({"exp": int(time.time()) - 3600}, "the token has expired"),
        ({"nbf": int(time.time()) + 3600}, "the token's claim is missing or not accepted: nbf"),
        ({"iat": int(time.time()) + 3600}, "the token's claim is missing or not accepted: iat"),
    ],
)
async def test_claims_that_are_refused(
    authority: Authority, verifier: TokenVerifier, claims: dict[str, Any], message: str
) -> None:
    assert await refusal(verifier, authority.token(**claims)) == message


@pytest.mark.parametrize("claims", [{"aud": ["x", "hansa"]}, {"exp": int(time.time()) + 10**9}, {"nbf": 1}])
async def test_claims_that_are_accepted(authority: Authority, verifier: TokenVerifier, claims: dict[str, Any]) -> None:
    assert (await verifier.verify(authority.token(**claims))).subject == "user-1"


async def test_clocks_may_differ_by_the_leeway(authority: Authority, verifier: TokenVerifier) -> None:
    now = int(time.time())
    assert (await verifier.verify(authority.token(exp=now - 3, nbf=now + 3))).subject == "user-1"


@pytest.mark.parametrize("typ", ["JWT", None, "id+jwt", ""])
async def test_only_access_tokens(authority: Authority, verifier: TokenVerifier, typ: str | None) -> None:
    message = await refusal(verifier, authority.token(header={"typ": typ}))
    assert message == "the token is not an access token (typ is not at+jwt)"


@pytest.mark.parametrize("typ", ["at+jwt", "application/at+jwt", "AT+JWT"])
async def test_both_spellings_of_the_type(authority: Authority, verifier: TokenVerifier, typ: str) -> None:
    assert (await verifier.verify(authority.token(header={"typ": typ}))).subject == "user-1"


async def test_an_unsigned_token(authority: Authority, verifier: TokenVerifier) -> None:
    signed = authority.token()
    header, claims = {"alg": "none", "typ": "at+jwt"}, signed.split(".")[1]
    for token in (f"{part(header)}.{claims}.", f"{part(header)}.{claims}.{signed.split('.')[2]}"):
        assert await refusal(verifier, token) == "the token's signature algorithm is not accepted"


async def test_the_public_key_as_a_shared_secret(authority: Authority, verifier: TokenVerifier) -> None:
    signed_part = (
        f"{part({'alg': 'HS256', 'typ': 'at+jwt', 'kid': authority.key.kid})}.{authority.token().split('.')[1]}"
    )
    pem = authority.key.as_pem(private=False)
    for secret in (pem, pem.rstrip(), json.dumps(authority.key.as_dict(private=False)).encode()):
        forged = f"{signed_part}.{part(hmac.digest(secret, signed_part.encode(), 'sha256'))}"
        assert await refusal(verifier, forged) == "the token's signature algorithm is not accepted"


async def test_a_key_that_comes_with_the_token(authority: Authority, verifier: TokenVerifier) -> None:
    mine = ECKey.generate_key("P-256")
    embedded = {"jwk": mine.as_dict(private=False), "jku": "https://evil.example/jwks"}
    same_name = authority.token(key=mine, header={"kid": authority.key.kid, **embedded})
    nameless = authority.token(key=mine, header={"kid": None, **embedded})
    for token in (same_name, nameless):
        assert await refusal(verifier, token) == "the token's signature is not valid"


async def test_an_unknown_key_name(authority: Authority, verifier: TokenVerifier) -> None:
    token = authority.token(header={"kid": "another"})
    assert await refusal(verifier, token) == "the token is signed with a key its issuer does not have"


async def test_an_algorithm_that_does_not_fit_the_key(authority: Authority) -> None:
    settings = IssuerSettings(issuer=authority.issuer, jwks_url=authority.jwks_url, algorithms=("ES256", "RS256"))
    verifier = TokenVerifier([settings], fetch=authority.fetch)
    rsa = RSAKey.generate_key(2048)
    token = authority.token(key=rsa, header={"alg": "RS256", "kid": authority.key.kid})
    assert await refusal(verifier, token) == "the token's signature is not valid"


async def test_one_issuer_cannot_speak_for_another(authority: Authority) -> None:
    other = Authority("https://other.example")
    settings = [IssuerSettings(issuer=each.issuer, jwks_url=each.jwks_url) for each in (authority, other)]

    async def fetch(url: str) -> Any:
        return await (authority if url == authority.jwks_url else other).fetch(url)

    verifier = TokenVerifier(settings, fetch=fetch)
    assert (await verifier.verify(other.token())).claims["iss"] == other.issuer
    forged = other.token(iss=authority.issuer)
    assert await refusal(verifier, forged) == "the token is signed with a key its issuer does not have"


async def test_a_changed_token(authority: Authority, verifier: TokenVerifier) -> None:
    header, claims, signature = authority.token().split(".")
    raised = part({**json.loads(base64.urlsafe_b64decode(claims + "==")), "scope": "everything"})
    for token in (f"{header}.{raised}.{signature}", f"{header}.{claims}.{'A' * 86}", f"{header}.{claims}."):
        assert await refusal(verifier, token) == "the token's signature is not valid"


async def test_critical_extensions_we_do_not_know(authority: Authority, verifier: TokenVerifier) -> None:
    signature = authority.token().split(".")[2]
    header = part({"alg": "ES256", "typ": "at+jwt", "kid": authority.key.kid, "crit": ["exp"], "exp": 1})
    token = f"{header}.{authority.token().split('.')[1]}.{signature}"
    assert await refusal(verifier, token) == "the token's signature is not valid"


DEEP = part(b"[" * 3000)


@pytest.mark.parametrize(
    "token",
    [
        "", "a", "..", "a.b.c", "a.b.c.d", "a.b.c.d.e", "é.é.é", "\ud800.x.y", "\x00.\x00.\x00",
        f"{DEEP}.{DEEP}.", f"{part([])}.{part({})}.", f"{part({})}.{part('x')}.", f"{part(b'{')}.{part({})}.",
    ],
)  # fmt: skip
async def test_garbage(verifier: TokenVerifier, token: str) -> None:
    assert await refusal(verifier, token) == "the token is malformed"


async def test_a_huge_token(verifier: TokenVerifier) -> None:
    assert await refusal(verifier, "a" * 20_000) == "the token is too long"


@given(st.text() | st.builds(lambda a, b: f"{part(a)}.{part(b)}.", st.binary(), st.binary()))
def test_whatever_comes_is_refused(token: str) -> None:
    verifier = TokenVerifier([])
    with pytest.raises(InvalidToken):
        verifier.verify(token).send(None)


async def test_a_verified_token_is_remembered_until_it_expires(authority: Authority) -> None:
    now = time.time()
    settings = IssuerSettings(issuer=authority.issuer, jwks_url=authority.jwks_url, leeway_seconds=0)
    clock = [now]
    verifier = TokenVerifier([settings], fetch=authority.fetch, clock=lambda: clock[0])
    token = authority.token(exp=int(now) + 30)
    first = await verifier.verify(token)
    assert await verifier.verify(token) is first
    clock[0] = now + 31
    assert await refusal(verifier, token) == "the token has expired"


def test_shared_secrets_cannot_be_configured() -> None:
    with pytest.raises(ValueError, match="algorithms"):
        IssuerSettings(issuer="https://issuer.example", algorithms=("HS256",))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must be an http or https URL"):
        IssuerSettings(issuer="file:///etc/passwd")
