"""The metrics of several processes as one page in Prometheus' text format.

Every sample gets the label `worker`; nothing is added up, since a counter that falls when a process starts anew is
none.  Prometheus adds up (`sum without (worker) (rate(…))`).  A family is described once, by whoever tells it first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEAD = re.compile(r"# (HELP|TYPE) (\S+)")
_NAME = re.compile(r"([A-Za-z_:][\w:]*)(\{)?")


def merged(pages: Mapping[str, str]) -> str:
    """One page of the pages of workers, by their names."""
    described: dict[str, list[str]] = {}
    samples: dict[str, list[str]] = {}
    for worker, page in pages.items():
        family, first = "", False
        for line in page.splitlines():
            if head := _HEAD.match(line):
                if head[2] != family:
                    family, first = head[2], head[2] not in described
                    described.setdefault(family, [])
                if first:
                    described[family].append(line)
            elif line and not line.startswith("#"):
                samples.setdefault(family, []).append(labelled(line, worker))
    lines = (line for family, head in described.items() for line in (*head, *samples.get(family, ())))
    return "".join(f"{line}\n" for line in lines)


def labelled(sample: str, worker: str) -> str:
    """A sample with the label `worker` before its others."""
    found = _NAME.match(sample)
    assert found is not None, f"no sample: {sample!r}"
    rest = sample[found.end() :]
    if found[2] is None:
        return f'{found[1]}{{worker="{worker}"}}{rest}'
    comma = "" if rest.startswith("}") else ","
    return f'{found[1]}{{worker="{worker}"{comma}{rest}'
