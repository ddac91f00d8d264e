"""The directives of Federation: canonical names, the version each came with, and its definition.

Everywhere past the reading of a subgraph a directive is known by its `FederationDirective`, whatever the
subgraph called it (`@key`, `@federation__key`, `@primaryKey`), so that no rule deals with names.
Definitions are data: `definition(directive, version)` gives the SDL that version of the specification has.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gateway.federation.versions import APOLLO_SPECS, FEDERATION, LINK, Version


class FederationDirective(StrEnum):
    LINK = "link"
    KEY = "key"
    REQUIRES = "requires"
    PROVIDES = "provides"
    EXTERNAL = "external"
    EXTENDS = "extends"
    SHAREABLE = "shareable"
    OVERRIDE = "override"
    INACCESSIBLE = "inaccessible"
    TAG = "tag"
    COMPOSE_DIRECTIVE = "composeDirective"
    INTERFACE_OBJECT = "interfaceObject"
    AUTHENTICATED = "authenticated"
    REQUIRES_SCOPES = "requiresScopes"
    POLICY = "policy"
    CONTEXT = "context"
    FROM_CONTEXT = "fromContext"
    COST = "cost"
    LIST_SIZE = "listSize"
    CACHE_TAG = "cacheTag"


D = FederationDirective

_TYPES = ("OBJECT", "INTERFACE")
_OWNED = ("FIELD_DEFINITION", "OBJECT", "INTERFACE", "SCALAR", "ENUM")
_NAMEABLE = (
    "FIELD_DEFINITION",
    "OBJECT",
    "INTERFACE",
    "UNION",
    "ARGUMENT_DEFINITION",
    "SCALAR",
    "ENUM",
    "ENUM_VALUE",
    "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION",
)


@dataclass(frozen=True, slots=True)
class Definition:
    """How a version defines a directive.  Types in `arguments` that the specification brings are written `{Name}`."""

    since: Version
    arguments: tuple[tuple[str, str], ...]
    locations: tuple[str, ...]
    repeatable: bool = False


_DEFINITIONS: dict[FederationDirective, tuple[Definition, ...]] = {
    D.KEY: (Definition(Version(1, 0), (("fields", "{FieldSet}!"), ("resolvable", "Boolean = true")), _TYPES, True),),
    D.REQUIRES: (Definition(Version(1, 0), (("fields", "{FieldSet}!"),), ("FIELD_DEFINITION",)),),
    D.PROVIDES: (Definition(Version(1, 0), (("fields", "{FieldSet}!"),), ("FIELD_DEFINITION",)),),
    D.EXTERNAL: (Definition(Version(1, 0), (("reason", "String"),), ("OBJECT", "FIELD_DEFINITION")),),
    D.EXTENDS: (Definition(Version(1, 0), (), _TYPES),),
    D.TAG: (
        Definition(Version(1, 0), (("name", "String!"),), _NAMEABLE, True),
        Definition(Version(2, 3), (("name", "String!"),), (*_NAMEABLE, "SCHEMA"), True),
    ),
    D.SHAREABLE: (
        Definition(Version(2, 0), (), ("OBJECT", "FIELD_DEFINITION")),
        Definition(Version(2, 2), (), ("OBJECT", "FIELD_DEFINITION"), True),
    ),
    D.OVERRIDE: (
        Definition(Version(2, 0), (("from", "String!"),), ("FIELD_DEFINITION",)),
        Definition(Version(2, 7), (("from", "String!"), ("label", "String")), ("FIELD_DEFINITION",)),
    ),
    D.INACCESSIBLE: (Definition(Version(2, 0), (), _NAMEABLE),),
    D.COMPOSE_DIRECTIVE: (Definition(Version(2, 1), (("name", "String"),), ("SCHEMA",), True),),
    D.INTERFACE_OBJECT: (Definition(Version(2, 3), (), ("OBJECT",)),),
    D.AUTHENTICATED: (Definition(Version(2, 5), (), _OWNED),),
    D.REQUIRES_SCOPES: (Definition(Version(2, 5), (("scopes", "[[{Scope}!]!]!"),), _OWNED),),
    D.POLICY: (Definition(Version(2, 6), (("policies", "[[{Policy}!]!]!"),), _OWNED),),
    D.CONTEXT: (Definition(Version(2, 8), (("name", "String!"),), (*_TYPES, "UNION"), True),),
    D.FROM_CONTEXT: (Definition(Version(2, 8), (("field", "{ContextFieldValue}"),), ("ARGUMENT_DEFINITION",)),),
    D.COST: (
        Definition(
            Version(2, 9),
            (("weight", "Int!"),),
            ("ARGUMENT_DEFINITION", "ENUM", "FIELD_DEFINITION", "INPUT_FIELD_DEFINITION", "OBJECT", "SCALAR"),
        ),
    ),
    D.LIST_SIZE: (
        Definition(
            Version(2, 9),
            (
                ("assumedSize", "Int"),
                ("slicingArguments", "[String!]"),
                ("sizedFields", "[String!]"),
                ("requireOneSlicingArgument", "Boolean = true"),
            ),
            ("FIELD_DEFINITION",),
        ),
    ),
    D.CACHE_TAG: (Definition(Version(2, 12), (("format", "String!"),), ("OBJECT", "FIELD_DEFINITION"), True),),
}

SPECIFICATION_TYPES = {
    "FieldSet": "scalar",
    "Scope": "scalar",
    "Policy": "scalar",
    "ContextFieldValue": "scalar",
}
"""Types the federation specification brings, by canonical name."""

LINK_DEFINITION = Definition(
    Version(1, 0),
    (("url", "String"), ("as", "String"), ("for", "{Purpose}"), ("import", "[{Import}]")),
    ("SCHEMA",),
    True,
)

STANDALONE_SPECS: dict[str, tuple[FederationDirective, ...]] = {
    f"{APOLLO_SPECS}/tag": (D.TAG,),
    f"{APOLLO_SPECS}/inaccessible": (D.INACCESSIBLE,),
    f"{APOLLO_SPECS}/authenticated": (D.AUTHENTICATED,),
    f"{APOLLO_SPECS}/requiresScopes": (D.REQUIRES_SCOPES,),
    f"{APOLLO_SPECS}/policy": (D.POLICY,),
    f"{APOLLO_SPECS}/cost": (D.COST, D.LIST_SIZE),
    f"{APOLLO_SPECS}/context": (D.CONTEXT, D.FROM_CONTEXT),
}
"""Specifications that may be linked on their own; federation includes all of their directives."""

_STANDALONE_VERSIONS = {
    f"{APOLLO_SPECS}/tag": (Version(0, 1), Version(0, 2), Version(0, 3)),
    f"{APOLLO_SPECS}/inaccessible": (Version(0, 1), Version(0, 2)),
}


def standalone(identity: str, version: Version | None) -> tuple[FederationDirective, ...]:
    """The directives that a link to one of these specifications brings; none at a version that is not known."""
    known = _STANDALONE_VERSIONS.get(identity, (Version(0, 1),))
    return STANDALONE_SPECS.get(identity, ()) if version in known else ()


def definition(directive: FederationDirective, version: Version) -> Definition | None:
    """How `version` of the federation specification defines `directive`; None when it does not have it yet."""
    if directive is D.LINK:
        return LINK_DEFINITION
    known = [each for each in _DEFINITIONS[directive] if each.since <= version]
    return known[-1] if known else None


def available(version: Version) -> tuple[FederationDirective, ...]:
    """The directives `version` of the federation specification has."""
    return tuple(each for each in _DEFINITIONS if definition(each, version) is not None)


def introduced(directive: FederationDirective) -> Version:
    return LINK_DEFINITION.since if directive is D.LINK else _DEFINITIONS[directive][0].since


def of_feature(identity: str, name: str) -> FederationDirective | None:
    """The directive that a specification calls `name`, if it is one of Federation's."""
    try:
        directive = FederationDirective(name)
    except ValueError:
        return None
    if identity == LINK:
        return directive if directive is D.LINK else None
    if identity == FEDERATION:
        return None if directive is D.LINK else directive
    return directive if directive in STANDALONE_SPECS.get(identity, ()) else None
