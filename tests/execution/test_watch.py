"""A file's new content is noticed once, whole, and however it got there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway.execution.watch import Content, FileWatch, PlainFile, Stamp, Trouble, digest_of


@dataclass
class Counted:
    """A source that counts readings, and lets a test act before each."""

    file: PlainFile
    before: Callable[[], object] = lambda: None
    readings: int = 0

    def stamp(self) -> Stamp:
        return self.file.stamp()

    def read(self) -> bytes:
        self.before()
        self.readings += 1
        return self.file.read()


@dataclass
class World:
    """A file, a watch over it, and a wall clock that is far ahead unless set."""

    path: Path
    now_ns: int = 2**62
    slept: list[float] = field(default_factory=list)
    during_sleep: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        self.path.write_bytes(b"one")
        self.source = Counted(PlainFile(self.path))
        self.watch = FileWatch(self.source, digest_of(b"one"), sleep=self._sleep, now_ns=lambda: self.now_ns)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.during_sleep()

    async def look(self, *, again: bool = False) -> bytes | str | None:
        news = await self.watch.look(again=again)
        match news:
            case Content(data, digest):
                assert digest == digest_of(data)
                return data
            case Trouble(reason):
                return reason
        return None


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "graph")


async def test_what_is_in_use_is_no_news_and_is_read_once(world: World) -> None:
    assert [await world.look() for _ in range(3)] == [None] * 3
    assert world.source.readings == 1


async def test_a_rewrite_is_told_once(world: World) -> None:
    await world.look()
    world.path.write_bytes(b"two")
    assert [await world.look() for _ in range(3)] == [b"two", None, None]


async def test_an_atomic_rename_is_told(world: World) -> None:
    await world.look()
    beside = world.path.with_suffix(".new")
    beside.write_bytes(b"two")
    beside.rename(world.path)
    assert await world.look() == b"two"


async def test_a_config_map_is_told_when_its_directory_link_is_swapped(tmp_path: Path) -> None:
    """Kubernetes: graph -> ..data/graph, ..data -> ..1; an update renames a new link over ..data."""
    for version, content in (("..1", b"one"), ("..2", b"two")):
        (tmp_path / version).mkdir()
        (tmp_path / version / "graph").write_bytes(content)
    (tmp_path / "..data").symlink_to("..1")
    (tmp_path / "graph").symlink_to("..data/graph")
    watch = FileWatch(PlainFile(tmp_path / "graph"), digest_of(b"one"), now_ns=lambda: 2**62)
    assert await watch.look() is None
    (tmp_path / "..data_tmp").symlink_to("..2")
    (tmp_path / "..data_tmp").rename(tmp_path / "..data")
    assert await watch.look() == Content(b"two", digest_of(b"two"))


async def test_touching_a_file_is_no_news(world: World) -> None:
    await world.look()
    os.utime(world.path, ns=(1, 1))
    assert await world.look() is None
    assert world.source.readings == 2


async def test_a_second_rewrite_within_the_clock_tick_of_the_file_system_is_noticed(world: World) -> None:
    stamp = PlainFile(world.path).stamp()
    world.now_ns = stamp.modified_ns
    world.source.stamp = lambda: stamp  # type: ignore[method-assign]
    assert await world.look() is None
    world.path.write_bytes(b"two")
    assert await world.look() == b"two"


async def test_a_stamp_that_is_no_longer_fresh_is_believed(world: World) -> None:
    world.now_ns = PlainFile(world.path).stamp().changed_ns
    await world.look()
    await world.look()
    world.now_ns += 60 * 10**9
    await world.look()
    await world.look()
    assert world.source.readings == 3


async def test_a_file_is_not_taken_half_written(world: World) -> None:
    parts = iter((b"two, ", b"and all ", b"of it"))
    world.path.write_bytes(b"")

    def write_on() -> None:
        with world.path.open("ab") as file:
            file.write(next(parts, b""))

    world.during_sleep = write_on
    assert await world.look() == b"two, and all of it"


async def test_a_file_that_never_rests_is_left_for_the_next_look(world: World) -> None:
    world.path.write_bytes(b"two")
    world.during_sleep = lambda: world.path.write_bytes(world.path.read_bytes() + b".")
    assert await world.look() is None
    world.during_sleep = lambda: None
    assert await world.look() == b"two" + b"." * len(world.slept[:-1])


async def test_a_file_missing_for_a_moment_is_no_news(world: World) -> None:
    await world.look()
    world.path.unlink()
    assert await world.look() is None
    world.path.write_bytes(b"one")
    assert await world.look() is None
    world.path.unlink()
    assert await world.look() is None
    world.path.write_bytes(b"two")
    assert await world.look() == b"two"


async def test_a_file_missing_for_longer_is_told_once_and_again_after_it_was_there(world: World) -> None:
    missing = "No such file or directory"
    for _ in range(2):
        world.path.unlink()
        assert [await world.look() for _ in range(4)] == [None, missing, None, None]
        world.path.write_bytes(b"one")
        assert await world.look() is None


async def test_a_file_that_vanishes_between_stamp_and_reading_is_no_news(world: World) -> None:
    world.source.before = lambda: world.path.unlink(missing_ok=True)
    assert await world.look() is None


async def test_who_asks_is_told_at_once_and_everything(world: World) -> None:
    assert await world.look(again=True) == b"one"
    world.path.unlink()
    assert await world.look(again=True) == "No such file or directory"
    assert await world.look(again=True) == "No such file or directory"


async def test_what_is_no_file_is_trouble_and_not_waited_for(world: World) -> None:
    world.path.unlink()
    os.mkfifo(world.path)
    assert await world.look(again=True) == "it is not a regular file"
