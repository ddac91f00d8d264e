"""Applications of the join directives (join specification v0.5), as the printer wants them."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import (
    BooleanValueNode,
    ConstListValueNode,
    ConstObjectFieldNode,
    ConstObjectValueNode,
    ConstValueNode,
    EnumValueNode,
    NameNode,
    StringValueNode,
)

from gateway.federation.facts import ContextArgument
from gateway.federation.model import Applied


def _string(text: str) -> StringValueNode:
    return StringValueNode(value=text)


def _true() -> BooleanValueNode:
    return BooleanValueNode(value=True)


def join_type(
    graph: str,
    key: str | None = None,
    *,
    extension: bool = False,
    resolvable: bool = True,
    interface_object: bool = False,
) -> Applied:
    arguments: dict[str, ConstValueNode] = {"graph": EnumValueNode(value=graph)}
    if key is not None:
        arguments["key"] = _string(key)
    if extension:
        arguments["extension"] = _true()
    if not resolvable:
        arguments["resolvable"] = BooleanValueNode(value=False)
    if interface_object:
        arguments["isInterfaceObject"] = _true()
    return Applied("join__type", arguments)


def join_field(
    graph: str | None = None,
    *,
    requires: str | None = None,
    provides: str | None = None,
    type_text: str | None = None,
    external: bool = False,
    override: str | None = None,
    used_overridden: bool = False,
    label: str | None = None,
    context_arguments: Sequence[ContextArgument] = (),
) -> Applied:
    """Without `graph`: a field that interface objects give to an implementation."""
    arguments: dict[str, ConstValueNode] = {}
    if graph is not None:
        arguments["graph"] = EnumValueNode(value=graph)
    for name, text in (("requires", requires), ("provides", provides), ("type", type_text), ("override", override)):
        if text is not None:
            arguments[name] = _string(text)
    if external:
        arguments["external"] = _true()
    if used_overridden:
        arguments["usedOverridden"] = _true()
    if label is not None:
        arguments["overrideLabel"] = _string(label)
    if context_arguments:
        arguments["contextArguments"] = ConstListValueNode(values=tuple(map(_context_argument, context_arguments)))
    return Applied("join__field", arguments)


def _context_argument(argument: ContextArgument) -> ConstObjectValueNode:
    parts = {
        "context": argument.context,
        "name": argument.name,
        "type": argument.type,
        "selection": argument.selection,
    }
    fields = (ConstObjectFieldNode(name=NameNode(value=name), value=_string(text)) for name, text in parts.items())
    return ConstObjectValueNode(fields=tuple(fields))


def join_implements(graph: str, interface: str) -> Applied:
    return Applied("join__implements", {"graph": EnumValueNode(value=graph), "interface": _string(interface)})


def join_union_member(graph: str, member: str) -> Applied:
    return Applied("join__unionMember", {"graph": EnumValueNode(value=graph), "member": _string(member)})


def join_enum_value(graph: str) -> Applied:
    return Applied("join__enumValue", {"graph": EnumValueNode(value=graph)})
