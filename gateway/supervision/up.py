"""The command `hansa up`: checks, starts, watches, and ends with the exit status of a well-behaved program.

0 after an orderly stop by SIGINT, SIGTERM or SIGHUP; 1 when the system could not start; 2 when the file is at fault.
Every failure is one clear line, where there is one followed by the last lines of the log. A second signal while
stopping kills at once.
"""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from gateway.config.errors import SettingsError
from gateway.supervision import banner
from gateway.supervision.preflight import CannotStart, data_directory, require_ports
from gateway.supervision.reporter import Reporter, Terminal
from gateway.supervision.supervisor import StartFailed, Supervisor
from gateway.supervision.system import SystemFile, load

# Below the ten seconds that are promised, so that killing fits in as well.
_STOP_WITHIN = 8.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_up(file: Path, *, environment: Mapping[str, str] | None = None, console: Console | None = None) -> int:
    """Run the system that `file` describes until a signal ends it; returns the exit status."""
    environment = dict(os.environ if environment is None else environment)
    reporter = Reporter(console or Terminal())
    try:
        system = load(file, environment)
    except SettingsError as error:
        reporter.line(str(error), "red")
        return 2
    try:
        with data_directory(system):
            require_ports(system)
            asyncio.run(_run(system, Supervisor(system, environment, reporter), reporter))
    except StartFailed as error:
        reporter.line(str(error), "red")
        for line in error.tail:
            reporter.line(f"  {line}")
        return 1
    except CannotStart as error:
        reporter.line(str(error), "red")
        return 1
    return 0


async def _run(system: SystemFile, supervisor: Supervisor, reporter: Reporter) -> None:
    signals: asyncio.Queue[signal.Signals] = asyncio.Queue()
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, signals.put_nowait, number)
    failure: BaseException | None = None
    live = asyncio.create_task(_live(system, supervisor, reporter))
    told = asyncio.create_task(signals.get())
    try:
        await asyncio.wait([live, told], return_when=asyncio.FIRST_COMPLETED)
    finally:
        if live.done():
            failure = live.exception()
        live.cancel()
        await asyncio.wait([live])
    if told.done():
        reporter.line(f"{told.result().name}: stopping")
    else:
        told.cancel()
    await _stop(supervisor, signals)
    if failure is not None:
        raise failure


async def _live(system: SystemFile, supervisor: Supervisor, reporter: Reporter) -> None:
    await supervisor.start()
    await banner.show(system, reporter)
    reporter.line("")
    reporter.line("Everything is ready. Ctrl-C stops it.", "bold green")
    await supervisor.watch()


async def _stop(supervisor: Supervisor, signals: asyncio.Queue[signal.Signals]) -> None:
    stopping = asyncio.create_task(supervisor.stop(_STOP_WITHIN))
    impatient = asyncio.create_task(signals.get())
    await asyncio.wait([stopping, impatient], return_when=asyncio.FIRST_COMPLETED)
    impatient.cancel()
    if not stopping.done():
        stopping.cancel()
        await asyncio.wait([stopping])
        await supervisor.kill()
    else:
        stopping.result()
