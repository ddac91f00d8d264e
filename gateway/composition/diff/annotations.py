"""What federation says on elements that both schemas have: tags, access rules, costs, visibility."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.composition.diff.change import Level
from gateway.composition.diff.comparison import Comparison
from gateway.composition.merge.access import Alternatives, alternatives, conjunction
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Element, Placed, Schema

COSTS = (D.COST, D.LIST_SIZE)
RULES = (D.REQUIRES_SCOPES, D.POLICY)


def compare_annotations(comparison: Comparison) -> None:
    """Every element of both schemas, by coordinate."""
    new = dict(_elements(comparison.new))
    for coordinate, (owner, before) in _elements(comparison.old):
        if coordinate in new:
            after = new[coordinate][1]
            _tags(comparison, owner, before, after)
            _access(comparison, owner, before, after)
            _costs(comparison, owner, before, after)
            _visibility(comparison, owner, before, after)


def _elements(schema: Schema) -> Iterator[tuple[str, tuple[str, Placed]]]:
    for definition in schema.types.values():
        yield definition.coordinate, (definition.name, definition)
        for part in definition.parts():
            yield part.coordinate, (definition.name, part)


def _tags(comparison: Comparison, owner: str, old: Placed, new: Placed) -> None:
    before, after = ({str(each.string("name")) for each in element.applied(D.TAG)} for element in (old, new))
    where = new.coordinate
    reason = "Contracts that name the tag show or hide it."
    for tag in sorted(before - after):
        comparison.add(
            Level.DANGEROUS, "TAG_REMOVED", where, f'{where} is not tagged "{tag}" any more.', reason, owner=owner
        )
    for tag in sorted(after - before):
        comparison.add(Level.DANGEROUS, "TAG_ADDED", where, f'{where} is tagged "{tag}" now.', reason, owner=owner)


def _access(comparison: Comparison, owner: str, old: Placed, new: Placed) -> None:
    weaker, stronger = _follows(old, new), _follows(new, old)
    where = new.coordinate
    said = f"who may read {where} changed from {_rule(old)} to {_rule(new)}."
    if not weaker:
        reason = "Callers who could read it are denied."
        message = f"Access is stricter: {said}" if stronger else f"Access is another: {said}"
        comparison.add(Level.BREAKING, "ACCESS_STRENGTHENED", where, message, reason, owner=owner)
    elif not stronger:
        reason = "Callers who could not read it can."
        comparison.add(Level.DANGEROUS, "ACCESS_WEAKENED", where, f"Access is looser: {said}", reason, owner=owner)


def _follows(given: Element, wanted: Element) -> bool:
    """Whether whoever satisfies the rules on `given` satisfies those on `wanted`."""
    if wanted.has(D.AUTHENTICATED) and not _needs_caller(given):
        return False
    return all(
        all(any(needed <= have for needed in _alternatives(wanted, each)) for have in _alternatives(given, each))
        for each in RULES
    )


def _needs_caller(element: Element) -> bool:
    """A scope is always some caller's."""
    return element.has(D.AUTHENTICATED) or all(_alternatives(element, D.REQUIRES_SCOPES))


def _alternatives(element: Element, directive: D) -> Alternatives:
    return conjunction(alternatives(directive, each) for each in element.applied(directive))


def _rule(element: Element) -> str:
    rules = [str(each) for each in element.directives if each.directive in (D.AUTHENTICATED, *RULES)]
    return " and ".join(rules) or "everybody"


def _costs(comparison: Comparison, owner: str, old: Placed, new: Placed) -> None:
    for directive in COSTS:
        before, after = (" ".join(map(str, element.applied(directive))) for element in (old, new))
        if before != after:
            message = (
                f"The cost of {new.coordinate} changed from {before or 'the default'} to {after or 'the default'}."
            )
            reason = "A limit on costs may refuse operations that it let pass, or the other way round."
            comparison.add(Level.DANGEROUS, "COST_CHANGED", new.coordinate, message, reason, owner=owner)


def _visibility(comparison: Comparison, owner: str, old: Placed, new: Placed) -> None:
    before, after, where = old.has(D.INACCESSIBLE), new.has(D.INACCESSIBLE), new.coordinate
    if after and not before:
        message = f"{where} is @inaccessible now."
        comparison.add(Level.BREAKING, "HIDDEN", where, message, "Operations with it are refused.", owner=owner)
    elif before and not after:
        comparison.safe("SHOWN", where, f"{where} is not @inaccessible any more.", "Nobody asks for it yet.")
