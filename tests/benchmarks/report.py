"""Tables and plots of a run, put between the markers of docs/benchmarks.md; the prose around them stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks.plots import bars, shown
from tests.benchmarks.results import Results

FIRST = "hansa"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
_COLUMNS = ("calls", "cpu_ms", "per_second", "p50_ms", "p99_ms", "peak_mb")
_HEAD = (
    "| | Subgraph calls | CPU ms | of Hansa's | Requests/s | p50 ms | p99 ms | Peak MB |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: |"
)


def write(results: Results, page: Path) -> None:
    """Replace what is between the markers of `page`, and the plots in the directory of its name beside it."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{markdown(results, page.stem)}\n{END}{after}")
    plots = page.with_suffix("")
    plots.mkdir(exist_ok=True)
    (plots / "cpu.svg").write_text(plot(results, "CPU per request", "ms", "cpu_ms"))
    (plots / "throughput.svg").write_text(plot(results, "Throughput", "requests per second", "per_second"))
    (plots / "memory.svg").write_text(plot(results, "Peak memory", "MB", "peak_mb"))


def markdown(results: Results, plots: str) -> str:
    """The tables, and the plots by reference."""
    machine = results.machine
    lines: list[str | None] = [
        f"Measured on {machine['date']}: {machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, "
        f"load average {machine['load']}. "
        + ", ".join(f"{results.titles[name]} {version}" for name, version in results.versions.items())
        + ".",
        "",
    ]
    lines += [f"- {name} was not measured: {reason}." for name, reason in results.skipped.items()]
    lines += [f"- {where} failed: {reason.splitlines()[-1][:200]}" for where, reason in results.failed.items()]
    for name in ("cpu", "throughput", "memory"):
        lines += [f"![{name}]({plots}/{name}.svg)", ""]
    for scenario, connections in loads(results):
        lines += [f"#### {results.titles[scenario]}, {connections} {_plural(connections)}", "", _HEAD]
        lines += [_row(results, gateway, scenario, connections) for gateway in gateways(results)]
        lines += [""]
    lines += ["#### Start", "", "| | Ready after s | First big query ms |", "| --- | --: | --: |"]
    lines += [f"| {results.titles[b.gateway]} | {b.ready_s:.1f} | {b.first_ms:.0f} |" for b in results.begins]
    return "\n".join(line for line in lines if line is not None) + "\n"


def plot(results: Results, title: str, unit: str, field: str) -> str:
    """Every scenario at its largest number of connections."""
    largest = dict(sorted(loads(results)))
    groups = {}
    for scenario, _ in loads(results):
        found = {name: results.median(field, name, scenario, largest[scenario]) for name in gateways(results)}
        groups[results.titles[scenario]] = {
            results.titles[name]: value for name, value in found.items() if value is not None
        }
    return bars(title, unit, groups, [results.titles[name] for name in gateways(results)])


def gateways(results: Results) -> list[str]:
    """Those with a measurement, in the order of the first."""
    return list(dict.fromkeys(found.gateway for found in results.measurements))


def loads(results: Results) -> list[tuple[str, int]]:
    """Scenario and connections, in the order measured."""
    return list(dict.fromkeys((found.scenario, found.connections) for found in results.measurements))


def ratio(results: Results, gateway: str, scenario: str, connections: int) -> float | None:
    """A gateway's CPU over Hansa's: the median of the rounds' ratios."""
    pairs = zip(results.of(gateway, scenario, connections), results.of(FIRST, scenario, connections), strict=False)
    found = [one.cpu_ms / other.cpu_ms for one, other in pairs if other.cpu_ms]
    return median(found) if found else None


def _row(results: Results, gateway: str, scenario: str, connections: int) -> str | None:
    values = [results.median(column, gateway, scenario, connections) for column in _COLUMNS]
    if values[0] is None:
        return None
    times = ratio(results, gateway, scenario, connections)
    cells = [shown(value) for value in values if value is not None]
    cells.insert(2, "" if times is None else f"{times:.1f}")
    return f"| {results.titles[gateway]} | {' | '.join(cells)} |"


def _plural(connections: int) -> str:
    return "connection" if connections == 1 else "connections"


def summary(results: Results) -> Iterator[str]:
    """The ratios, a line for each load."""
    for scenario, connections in loads(results):
        found = {name: ratio(results, name, scenario, connections) for name in gateways(results) if name != FIRST}
        yield f"{scenario:10} c{connections:<3} CPU in Hansas: " + ", ".join(
            f"{name} {times:.1f}" for name, times in found.items() if times is not None
        )
