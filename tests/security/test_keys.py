"""An issuer's keys: fetched once for many, rarely for strangers, kept when the issuer is gone."""

from __future__ import annotations

import asyncio

import pytest
from joserfc.jwk import ECKey, OctKey
from starlette.types import Message, Receive, Scope, Send

from gateway.security import InvalidToken, IssuerSettings, IssuerUnavailable, TokenVerifier, WarmKeys
from gateway.security.fetching import FetchFailed
from gateway.security.keys import IssuerKeys, read_keys
from tests.security.authority import Authority


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(authority: Authority, clock: Clock) -> IssuerKeys:
    settings = IssuerSettings(
        issuer=authority.issuer, jwks_url=authority.jwks_url, retry_seconds=5, refresh_seconds=600
    )
    return IssuerKeys(settings, authority.fetch, clock)


async def test_many_that_wait_are_one_fetch(authority: Authority, keys: IssuerKeys) -> None:
    found = await asyncio.gather(*(keys.find(authority.key.kid) for _ in range(50)))
    assert {key.kid for key in found} == {authority.key.kid}
    assert authority.fetched == 1


async def test_who_stops_waiting_does_not_stop_the_fetch(authority: Authority, keys: IssuerKeys) -> None:
    impatient = asyncio.create_task(keys.find(authority.key.kid))
    await asyncio.sleep(0)
    patient = asyncio.create_task(keys.find(authority.key.kid))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).kid == authority.key.kid
    assert authority.fetched == 1


async def test_strangers_keys_do_not_make_us_ask_often(authority: Authority, keys: IssuerKeys, clock: Clock) -> None:
    await keys.find(authority.key.kid)
    for number in range(100):
        with pytest.raises(InvalidToken):
            await keys.find(f"kid-{number}")
    assert authority.fetched == 1
    clock.now += 6
    for number in range(100):
        with pytest.raises(InvalidToken):
            await keys.find(f"kid-{number}")
    assert authority.fetched == 2


async def test_a_new_key_is_found_when_a_token_names_it(authority: Authority, keys: IssuerKeys, clock: Clock) -> None:
    await keys.find(authority.key.kid)
    fresh = ECKey.generate_key("P-256", auto_kid=True)
    authority.published = [authority.key, fresh]
    clock.now += 6
    assert (await keys.find(fresh.kid)).kid == fresh.kid


async def test_a_withdrawn_key_goes_when_the_keys_are_old(authority: Authority, keys: IssuerKeys, clock: Clock) -> None:
    withdrawn = authority.key.kid
    await keys.find(withdrawn)
    authority.published = [ECKey.generate_key("P-256", auto_kid=True)]
    clock.now += 601
    assert (await keys.find(withdrawn)).kid == withdrawn, "old keys serve while the new are fetched"
    for _ in range(5):
        await asyncio.sleep(0)
    with pytest.raises(InvalidToken):
        await keys.find(withdrawn)


async def test_a_dead_issuer_does_not_take_its_keys_along(authority: Authority, keys: IssuerKeys, clock: Clock) -> None:
    await keys.find(authority.key.kid)
    authority.down = True
    clock.now += 10_000
    for _ in range(3):
        assert (await keys.find(authority.key.kid)).kid == authority.key.kid
        await asyncio.sleep(0)
    with pytest.raises(IssuerUnavailable):
        await keys.find("perhaps a new one")


async def test_without_keys_nothing_is_accepted_until_they_come(
    authority: Authority, keys: IssuerKeys, clock: Clock
) -> None:
    authority.down = True
    for _ in range(10):
        with pytest.raises(IssuerUnavailable, match="try again later"):
            await keys.find(authority.key.kid)
    assert authority.fetched == 1
    authority.down = False
    clock.now += 2
    assert (await keys.find(authority.key.kid)).kid == authority.key.kid


async def test_warming_waits_for_an_issuer_that_starts_later(authority: Authority) -> None:
    settings = IssuerSettings(issuer=authority.issuer, jwks_url=authority.jwks_url, retry_seconds=0.001)
    verifier = TokenVerifier([settings], fetch=authority.fetch)
    authority.down = True
    warming = asyncio.create_task(verifier.warm())
    while authority.fetched < 3:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    authority.down = False
    await warming
    authority.down = True
    assert (await verifier.verify(authority.token())).subject == "user-1"


async def test_warming_ends_with_the_application(authority: Authority, verifier: TokenVerifier) -> None:
    authority.down = True
    tasks_before = asyncio.all_tasks()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0)

    async def unused() -> Message:
        raise AssertionError

    async def ignored(_: Message) -> None:
        raise AssertionError

    await WarmKeys(app, verifier)({"type": "lifespan"}, unused, ignored)
    for _ in range(5):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == tasks_before


async def test_a_token_without_a_key_name_needs_a_single_key(authority: Authority, keys: IssuerKeys) -> None:
    assert (await keys.find(None)).kid == authority.key.kid


async def test_a_token_without_a_key_name_is_not_tried_with_all(authority: Authority, keys: IssuerKeys) -> None:
    authority.published = [authority.key, ECKey.generate_key("P-256", auto_kid=True)]
    with pytest.raises(InvalidToken):
        await keys.find(None)


def test_only_public_signature_keys_are_read() -> None:
    good = ECKey.generate_key("P-256", auto_kid=True).as_dict(private=False)
    others = [OctKey.generate_key(256).as_dict(private=True), {**good, "use": "enc"}, {"kty": "EC"}, "no key", {}]
    assert [key.kid for key in read_keys({"keys": [*others, good]})] == [good["kid"]]


@pytest.mark.parametrize("document", [{}, {"keys": {}}, {"keys": []}, {"keys": [{"kty": "EC"}]}])
def test_a_useless_answer_is_a_failed_fetch(document: dict[str, object]) -> None:
    with pytest.raises(FetchFailed):
        read_keys(document)
