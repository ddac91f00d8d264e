"""Representations: what an entity fetch reads from its targets, from the field sets of its jump."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.planning.index import Index
from gateway.planning.plan import TYPENAME, InputField, InputSet
from gateway.planning.positions import Position
from gateway.planning.selection import Selection
from gateway.planning.steps import Provided, Step

Fields = dict[str, InputField]


def jump_inputs(index: Index, step: Step) -> InputSet:
    """The inputs of one jump: its key, and what a field there requires."""
    assert step.jump is not None
    type_ = step.node.type
    key = input_set(index, type_, step.position, step.jump.key or (), key=True)
    if not step.jump.requires:
        return key
    required = input_set(index, type_, step.position, step.jump.requires, key=False)
    merged = merge_inputs(key, required)
    assert merged is not None, "one position has one source key per field"
    return merged


def input_set(index: Index, type_: str, position: Position, wanted: Provided, *, key: bool) -> InputSet:
    """A field set on `type_` read at a position."""
    fields: Fields = {}
    by_type: dict[str, Fields] = {}
    for selection in wanted:
        if selection.condition is None:
            add(fields, input_field(index, type_, position, selection, key))
            continue
        inner = input_set(index, selection.condition, position, selection.children or (), key=key)
        matching = index.possible(selection.condition) & index.possible(type_)
        for name in matching:
            target = fields if name == type_ else by_type.setdefault(name, {})
            for each in (*inner.fields, *inner.by_type.get(name, ())):
                add(target, each)
    if not by_type:
        return InputSet(tuple(fields.values()))
    # The receiver must be able to tell which fragment's fields it got.
    fields = {TYPENAME: InputField(TYPENAME, TYPENAME, key=False), **fields}
    return InputSet(tuple(fields.values()), {name: tuple(each.values()) for name, each in sorted(by_type.items())})


def input_field(index: Index, owner: str, position: Position, selection: Selection, key: bool) -> InputField:
    source = position.internal(selection.name, selection.signature)
    children = None
    if selection.children is not None:
        below = index.facts(owner).fields[selection.name].type.named
        children = input_set(index, below, position.child(source), selection.children, key=key)
    non_null = index.may_forbid_null(owner, selection.name)
    return InputField(selection.name, source, key and selection.name != TYPENAME, children, non_null)


def add(fields: Fields, new: InputField) -> bool:
    """Add a field, or merge it with one of the same name; False if the two read different things."""
    old = fields.get(new.name)
    if old is None:
        fields[new.name] = new
        return True
    children = None
    if old.children is not None and new.children is not None:
        children = merge_inputs(old.children, new.children)
        if children is None:
            return False
    fields[new.name] = InputField(old.name, old.source, old.key or new.key, children, old.non_null or new.non_null)
    return old.source == new.source


def merge_inputs(some: InputSet, others: InputSet) -> InputSet | None:
    """Both sets in one representation, or None where one name would have to carry two values."""
    fields = merge_fields(some.fields, others.fields)
    by_type = {}
    for name in sorted({*some.by_type, *others.by_type}):
        merged = merge_fields(some.by_type.get(name, ()), others.by_type.get(name, ()))
        if merged is None:
            return None
        by_type[name] = merged
    return None if fields is None else InputSet(fields, by_type)


def merge_fields(some: Iterable[InputField], others: Iterable[InputField]) -> tuple[InputField, ...] | None:
    fields: Fields = {each.name: each for each in some}
    return tuple(fields.values()) if all(add(fields, each) for each in others) else None
