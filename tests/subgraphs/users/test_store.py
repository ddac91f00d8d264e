"""The SQLite store, and the people it begins with."""

from __future__ import annotations

from pathlib import Path

from subgraphs.users.profiles import LOCALES, change_profile
from subgraphs.users.samples.loader import load_samples, sample_users
from subgraphs.users.store.port import UserStore
from subgraphs.users.store.sqlite import SqliteUserStore


def satisfies(store: UserStore) -> UserStore:
    return store


async def test_samples_are_loaded_once(tmp_path: Path) -> None:
    store = SqliteUserStore.open(tmp_path / "users.db")
    await load_samples(store)
    [user] = (await store.users_by_ids(["user-1"])).values()
    changed, _ = change_profile(user.profile, {"bio": "mine"})
    await store.save_profile("user-1", changed)
    store.close()
    again = SqliteUserStore.open(tmp_path / "users.db")
    await load_samples(again)
    assert (await again.users_by_ids(["user-1"]))["user-1"].profile.bio == "mine"
    assert await satisfies(again).count(None) == 36
    again.close()


async def test_what_is_stored_is_what_was_given(store: SqliteUserStore) -> None:
    _, users = sample_users()
    assert dict(await store.users_by_ids([user.id for user in users])) == {user.id: user for user in users}


def test_the_samples_are_sound_and_varied() -> None:
    organisations, users = sample_users()
    assert [user.id for user in users] == [f"user-{number}" for number in range(1, 37)]
    assert {user.organisation for user in users} == {None, *(each.id for each in organisations)}
    assert len({user.email for user in users}) == len(users)
    assert len({user.profile.locale for user in users}) > 10
    for user in users:
        assert user.roles
        assert user.email.endswith(".example"), "no address of a real person"
        same = {"display_name": user.profile.display_name, "bio": user.profile.bio, "locale": user.profile.locale}
        assert change_profile(user.profile, {**same, "avatar_url": user.profile.avatar_url}) == (user.profile, [])
        assert user.profile.locale in LOCALES


async def test_nobody_has_no_profile_to_save(store: SqliteUserStore) -> None:
    [user] = (await store.users_by_ids(["user-1"])).values()
    assert await store.save_profile("nobody", user.profile) is None
