"""Where Hansa means to differ from `@apollo/composition`: the case, what we answer, and why that is right.

`docs/composition-compared.md` lists the same; a case that is here and no longer differs fails a test.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`codes`: our errors, empty when we compose."""

    codes: frozenset[str]
    why: str


def _ours(code: str, why: str) -> Disagreement:
    return Disagreement(frozenset(code.split()), why)


_THROWS = "Apollo's library throws here, with a stack trace and no code"
_CACHE_TAG = "Apollo's library composes a tag that no router can fill in: its router refuses it when it starts"

_ONE_OF = (
    "Apollo's graphql-js does not know @oneOf yet, so that its supergraph lets clients send what a subgraph refuses"
)
_TWO_SETTERS = "Apollo cannot read its own supergraph where one type sets a context in two subgraphs"
_ONE_VALUE = "Apollo lets an argument be set from two fields at once"

DISAGREEMENTS: dict[str, Disagreement] = {
    "bad-cache-tag-arguments": _ours("CACHE_TAG_INVALID_FORMAT", _CACHE_TAG),
    "bad-cache-tag-format": _ours("CACHE_TAG_INVALID_FORMAT", _CACHE_TAG),
    "bad-cache-tag-key": _ours("CACHE_TAG_INVALID_FORMAT", _CACHE_TAG),
    "bad-cache-tag-no-entity": _ours("CACHE_TAG_INVALID_LOCATION", _CACHE_TAG),
    "bad-cache-tag-on-entity-field": _ours("CACHE_TAG_INVALID_LOCATION", _CACHE_TAG),
    "bad-compose-directive-called-cost": _ours(
        "DIRECTIVE_COMPOSITION_ERROR",
        "Apollo notices that the name is taken only when it builds the supergraph, as a bad @link nobody wrote",
    ),
    "bad-compose-directive-called-deprecated": _ours(
        "DIRECTIVE_COMPOSITION_ERROR",
        "Apollo composes it as if it were GraphQL's own @deprecated, and links a specification that defines nothing",
    ),
    "bad-compose-directive-names": _ours("DIRECTIVE_COMPOSITION_ERROR", _THROWS),
    "bad-context-both-contextual": _ours("", _TWO_SETTERS),
    "bad-context-null-field-arg2": _ours("NO_CONTEXT_IN_SELECTION", _THROWS),
    "bad-context-same-name-two-subgraphs-same-type": _ours("", _TWO_SETTERS),
    "bad-cost-null": _ours("INVALID_GRAPHQL", "Apollo lets null stand for an Int!"),
    "bad-extension-kind": _ours("INVALID_GRAPHQL", "Apollo silently drops an extension of another kind than its type"),
    "bad-key-leaf-needs-selection": _ours("KEY_INVALID_FIELDS", _THROWS),
    "bad-link-url": _ours("INVALID_LINK_IDENTIFIER", _THROWS),
    "bad-link-url-no-scheme": _ours("INVALID_LINK_IDENTIFIER", _THROWS),
    "bad-requires-circle": _ours("SATISFIABILITY_ERROR", "Apollo's library overflows its stack here"),
    "context-fragment-two-fields": _ours("CONTEXT_INVALID_SELECTION", _ONE_VALUE),
    "context-nested-object-two": _ours("CONTEXT_INVALID_SELECTION", _ONE_VALUE),
    "list-size-null": _ours("", _THROWS),
    "list-size-of-a-dropped-argument": _ours(
        "", f"{_THROWS}; an argument that the supergraph leaves out cannot slice, so that it is left out here too"
    ),
    "bad-empty-sdl": _ours("INVALID_GRAPHQL", _THROWS),
    "bad-field-of-specification-type": _ours("INVALID_GRAPHQL", _THROWS),
    "bad-root-name-of-an-enum": _ours(
        "ROOT_MUTATION_USED", "Apollo composes it, into a supergraph whose clients take the enum for the root type"
    ),
    "bad-root-query-interface": _ours("INVALID_GRAPHQL", _THROWS),
    "bad-root-types-same": _ours("INVALID_GRAPHQL", _THROWS),
    "one-of-defined": _ours("", _ONE_OF),
    "one-of-in-one": _ours("", _ONE_OF),
    "one-of-not-defined": _ours("", _ONE_OF),
    "standalone-policy": _ours(
        "",
        "Apollo adds the specification's scalar as if the subgraph had declared it, and does not say that the "
        "specification is newer than the linked federation",
    ),
    "unsupported-connect": _ours("UNSUPPORTED_FEATURE", "not composed yet, so refused"),
}


@dataclass(frozen=True, slots=True)
class GeneratedDisagreement:
    """`errors`, `hints`: our codes; None where they are as recorded.  `supergraph`: whether ours means the same."""

    why: str
    errors: tuple[str, ...] | None = None
    hints_too: frozenset[str] = frozenset()
    supergraph: bool = True


_ORDER = (
    "Apollo skips a state when it visited one with fewer places before, and with it this check: an accident of order"
)

GENERATED_DISAGREEMENTS: dict[tuple[str, str], GeneratedDisagreement] = {
    ("generated", "129"): GeneratedDisagreement(
        _ORDER, ("SATISFIABILITY_ERROR", "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES")
    ),
    ("generated", "159"): GeneratedDisagreement(_ORDER, ("SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES",)),
    **{
        ("generated_rich", seed): GeneratedDisagreement(
            _ORDER, hints_too=frozenset({"INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN WARN"})
        )
        for seed in ("37", "509", "905", "913")
    },
    ("generated_contexts", "371"): GeneratedDisagreement(
        _ORDER, ("SATISFIABILITY_ERROR", "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES")
    ),
    ("generated_contexts", "110"): GeneratedDisagreement(
        "Apollo writes a composed directive twice that two subgraphs apply alike; everywhere else it writes it once",
        supergraph=False,
    ),
}
