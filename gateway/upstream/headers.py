"""Which headers a subgraph gets: the rules for all, then its own, in order, for each call.

A call comes with what the client sent (as far as some rule wants it) and the verified bearer; it goes on with the
bearer and what the rules say, nothing else.  A name that a rule inserts for a subgraph is never taken from the client
for it, wherever the rules stand, nor is its double with underscores, which many frameworks read as the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from gateway.execution.ports import SubgraphCall, SubgraphTransport
from gateway.upstream.rules import UNTOUCHABLE, HeaderRule, pattern_of

_Step = Callable[[Mapping[str, str], dict[str, str]], None]

# What only a name, or nothing at all, may pass on.
_NEVER_BY_PATTERN = UNTOUCHABLE | {"authorization", "cookie"}


class HeaderPolicy:
    """The rules of all subgraphs.

    Args:
        everywhere: come first, for each subgraph.
        by_subgraph: come after those; names in any case.
    """

    def __init__(
        self, everywhere: Sequence[HeaderRule] = (), by_subgraph: Mapping[str, Sequence[HeaderRule]] | None = None
    ) -> None:
        own = {name.lower(): tuple(rules) for name, rules in (by_subgraph or {}).items()}
        self._everywhere = _steps(everywhere)
        self._own = {name: _steps((*everywhere, *rules)) for name, rules in own.items()}
        propagated = [rule.propagate for rules in (everywhere, *own.values()) for rule in rules if rule.propagate]
        self._names = frozenset(name for name in propagated if pattern_of(name) is None)
        self._patterns = tuple(pattern for name in propagated if (pattern := pattern_of(name)))

    @property
    def wants_any(self) -> bool:
        """Whether any client header may go to any subgraph."""
        return bool(self._names or self._patterns)

    def wants(self, name: str) -> bool:
        """Whether any subgraph may get this client header, given in lower case."""
        return name in self._names or any(_means(pattern, name) for pattern in self._patterns)

    def headers(self, subgraph: str, offered: Mapping[str, str]) -> dict[str, str]:
        """What `subgraph` gets of `offered`, the client's headers with the verified `authorization`."""
        bearer = offered.get("authorization")
        sent = {} if bearer is None else {"authorization": bearer}
        for step in self._own.get(subgraph.lower(), self._everywhere):
            step(offered, sent)
        return sent


class RuledTransport:
    """A `SubgraphTransport` that gives each call the headers of the policy.

    Args:
        transport: the port that does the work.
        policy: see `HeaderPolicy`.
    """

    def __init__(self, transport: SubgraphTransport, policy: HeaderPolicy) -> None:
        self._transport = transport
        self._policy = policy

    async def send(self, call: SubgraphCall) -> bytes:
        """Raises SubgraphError, as the transport does."""
        headers = self._policy.headers(call.subgraph, call.headers)
        return await self._transport.send(call._replace(headers=headers))


def _steps(rules: Iterable[HeaderRule]) -> tuple[_Step, ...]:
    rules = tuple(rules)
    guarded = frozenset(_folded(rule.insert) for rule in rules if rule.insert)
    return tuple(_step(rule, guarded) for rule in rules)


def _step(rule: HeaderRule, guarded: frozenset[str]) -> _Step:
    if rule.insert is not None and rule.value is not None:
        return _inserting(rule.insert, rule.value)
    if rule.remove is not None:
        return _removing(rule.remove)
    assert rule.propagate is not None
    pattern = pattern_of(rule.propagate)
    if pattern is not None:
        return _propagating_all(pattern, guarded)
    return _propagating(rule.propagate, rule.rename or rule.propagate, rule.default, guarded)


def _inserting(name: str, value: str) -> _Step:
    def insert(offered: Mapping[str, str], sent: dict[str, str]) -> None:
        sent[name] = value

    return insert


def _removing(name: str) -> _Step:
    pattern = pattern_of(name)

    def remove(offered: Mapping[str, str], sent: dict[str, str]) -> None:
        for key in [key for key in sent if (pattern.fullmatch(key) if pattern else key == name)]:
            del sent[key]

    return remove


def _propagating(name: str, target: str, default: str | None, guarded: frozenset[str]) -> _Step:
    def propagate(offered: Mapping[str, str], sent: dict[str, str]) -> None:
        if _folded(target) in guarded:
            return
        if name in offered:
            sent[target] = offered[name]
        elif default is not None:
            sent.setdefault(target, default)

    return propagate


def _propagating_all(pattern: re.Pattern[str], guarded: frozenset[str]) -> _Step:
    def propagate(offered: Mapping[str, str], sent: dict[str, str]) -> None:
        meant = {name for name in offered if _means(pattern, name) and _folded(name) not in guarded}
        sent.update((name, offered[name]) for name in meant)

    return propagate


def _means(pattern: re.Pattern[str], name: str) -> bool:
    return _folded(name) not in _NEVER_BY_PATTERN and pattern.fullmatch(name) is not None


def _folded(name: str) -> str:
    return name.replace("_", "-")
