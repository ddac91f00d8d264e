"""Where Hansa's time goes: samples of its stacks, sorted into parts, times the CPU that each thread has used.

A sample belongs to the part of its innermost frame that has one; what libraries do belongs to whoever called them.
py-spy (not a dependency: give its path) takes the samples from outside, so that nothing is distorted.
"""

from __future__ import annotations

import asyncio
import re
import signal
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.benchmarks import load
from tests.benchmarks.measuring import Gateway
from tests.benchmarks.scenarios import Scenario

CONNECTIONS = 20
RATE = 400  # samples a second

PARTS: tuple[tuple[str, str], ...] = (
    (r"gateway/telemetry/(subgraphs|observer|fetch\w*)\.py", "telemetry of stages and fetches"),
    (r"gateway/telemetry/(patience|protocol)\.py|uvicorn/", "server: uvicorn and its sockets"),
    (r"gateway/telemetry/(service|serving|garbage)\.py", "event loop"),
    (r"gateway/telemetry/", "telemetry of the request"),
    (r"gateway/security/", "security: token, principal"),
    (r"^encode_\w+ \(gateway/request/responses\.py", "JSON encode"),
    (r"gateway/request/|gateway/app\.py|starlette/", "request: headers, body, media types, response"),
    (r"^get_variable_values \(|_coerced \(gateway/execution/engine\.py", "variables"),
    (r"gateway/planning/|gateway/federation/|graphql/", "documents and plans"),
    (r"gateway/execution/(engine|cache|generations)\.py", "look-up of document and plan"),
    (r"gateway/execution/typed/collecting\.py", "finding objects, uniting equal ones"),
    (r"absorb \(gateway/execution/typed", "JSON decode"),
    (r"gateway/execution/typed/reading\.py", "representations, request bodies"),
    (r"gateway/execution/typed/(requests|program)\.py", "merge of answers"),
    (r"gateway/execution/(representations|program|collect|contexts|locate)\.py", "representations, request bodies"),
    (r"gateway/execution/(answers|merge|copies)\.py", "merge of answers"),
    (r"gateway/execution/responses\.py", "JSON decode"),
    (r"gateway/execution/(projection|nulls|introspection|scalars)\.py", "projection"),
    (r"gateway/execution/", "schedule of fetches"),
    (r"gateway/upstream/(headers|rules|dedup|deadline)\.py", "header rules, deadlines, dedup"),
    (r"gateway/upstream/", "HTTP client"),
)
_IDLE = re.compile(r"select|epoll|wait \(threading|_worker \(concurrent")


async def budget(gateway: Gateway, scenario: Scenario, count: int, spy: Path, directory: Path) -> dict[str, float]:
    """Microseconds per request by part, of `count` requests."""
    samples = directory / "samples"
    await load.run(gateway.target, scenario.operations(0, count), count // 2 + 1, CONNECTIONS)
    watching = await asyncio.create_subprocess_exec(
        *(str(spy), "record", "--pid", str(gateway.process.pid), "--rate", str(RATE), "--duration", "3600"),
        *("--format", "raw", "--threads", "--output", str(samples)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await asyncio.sleep(2)  # until it samples
    before = threads(gateway.process.pid)
    await load.run(gateway.target, scenario.operations(1, count), count, CONNECTIONS)
    after = threads(gateway.process.pid)
    watching.send_signal(signal.SIGINT)
    await watching.wait()
    used = {name: (after[name] - before.get(name, 0.0)) / count for name in after}
    return shares(samples.read_text().splitlines(), used, gateway.process.pid)


def threads(pid: int) -> dict[str, float]:
    """CPU microseconds so far, by thread: the id of the main one, the names of others."""
    found: dict[str, float] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        name = task.name if task.name == str(pid) else (task / "comm").read_text().strip()
        found[name] = found.get(name, 0.0) + int((task / "schedstat").read_text().split()[0]) / 1000
    return found


def shares(samples: Iterable[str], used: Mapping[str, float], pid: int) -> dict[str, float]:
    """The main thread's time by the parts of its samples, that of others by their names; the largest first.

    Args:
        samples: py-spy's raw format: frames with semicolons, a blank, a number.
        used: microseconds by thread.
    """
    counted: Counter[str] = Counter()
    for sample in samples:
        stack, _, number = sample.rpartition(" ")
        frames = stack.split(";")
        if "MainThread" in frames[0] and not _IDLE.search(frames[-1]):
            counted[part(frames)] += int(number)
    total = counted.total() or 1
    main = used[str(pid)]
    found = {name: main * number / total for name, number in counted.items()}
    found |= {f"thread {name}": time for name, time in used.items() if name != str(pid)}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def part(frames: Iterable[str]) -> str:
    """The part that a stack, outermost frame first, belongs to."""
    for frame in reversed(list(frames)):
        for pattern, name in PARTS:
            if re.search(pattern, frame):
                return name
    return "other"
