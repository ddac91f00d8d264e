"""Workers that fail, hang and do not want to end, as real processes."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from gateway.supervision.system import Restart
from gateway.telemetry import Place
from gateway.workers import Launch
from gateway.workers.asking import NoAnswerError, ask
from gateway.workers.fleet import Fleet, Patience, StartError
from tests.cli.process import environment
from tests.supervision.harness import alive

PATIENCE = Patience(look=0.1, hung=0.6, restart=Restart(initial=0.01, maximum=0.05))


def fleet_of(behaviour: str, directory: Path, patience: Patience = PATIENCE) -> Fleet:
    arguments = ("-m", "tests.workers.worker", behaviour, str(directory))
    launch = Launch(sys.executable, arguments, environment(), pickle.dumps)
    return Fleet(launch, [Place(name, 0, directory / f"{name}.sock") for name in ("1", "2")], patience)


@asynccontextmanager
async def running(behaviour: str, directory: Path, patience: Patience = PATIENCE) -> AsyncIterator[Fleet]:
    fleet = fleet_of(behaviour, directory, patience)
    task = asyncio.create_task(fleet.run())
    try:
        await until(lambda: ready(fleet))
        yield fleet
    finally:
        await fleet.stop(0.5)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.02)


async def ready(fleet: Fleet) -> bool:
    return not await fleet.problems()


def pid_of(fleet: Fleet, number: int) -> int:
    process = fleet.workers[number].process
    assert process is not None
    return process.pid


async def test_a_worker_that_hangs_is_killed_and_started_anew(tmp_path: Path) -> None:
    async with running("well", tmp_path) as fleet:
        before = pid_of(fleet, 1)
        os.kill(before, signal.SIGSTOP)

        async def replaced() -> bool:
            return fleet.workers[1].restarts == 1 and await fleet.workers[1].problem() is None

        await until(replaced)
        assert not alive(before)
        assert fleet.workers[0].restarts == 0


async def test_one_ready_worker_is_enough_once_all_have_been_ready(tmp_path: Path) -> None:
    async with running("well", tmp_path, Patience()) as fleet:
        for number in (0, 1):
            os.kill(pid_of(fleet, number), signal.SIGSTOP)
            expected = set() if number == 0 else {"worker 1", "worker 2"}
            assert set(await fleet.problems()) == expected
        for number in (0, 1):
            os.kill(pid_of(fleet, number), signal.SIGCONT)


async def test_the_first_worker_alone_is_started_and_its_failure_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(StartError) as found:
        await fleet_of("fail", tmp_path).run()
    assert found.value.status == 3
    assert not (tmp_path / "2").exists()


async def test_a_later_worker_that_fails_at_the_start_is_started_anew(tmp_path: Path) -> None:
    async with running("fail second", tmp_path) as fleet:
        assert (fleet.workers[0].restarts, fleet.workers[1].restarts) == (0, 1)


async def test_a_worker_that_does_not_want_to_end_is_killed(tmp_path: Path) -> None:
    async with running("stubborn", tmp_path) as fleet:
        pids = [pid_of(fleet, number) for number in (0, 1)]
    assert not any(map(alive, pids))


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"])
async def test_what_a_broken_worker_answers_is_no_answer(answer: bytes, tmp_path: Path) -> None:
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        writer.close()

    async with await asyncio.start_unix_server(broken, tmp_path / "socket"):
        with pytest.raises(NoAnswerError):
            await ask(tmp_path / "socket", "/ready", 1)
