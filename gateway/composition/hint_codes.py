"""The table of hints, with their levels; codes are Apollo's, because people search for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class HintLevel(StrEnum):
    WARN = "WARN"
    INFO = "INFO"
    DEBUG = "DEBUG"


@dataclass(frozen=True, slots=True)
class HintCode:
    code: str
    level: HintLevel
    meaning: str
    advice: str


def _hints(*rows: tuple[str, HintLevel, str, str]) -> Mapping[str, HintCode]:
    return {code: HintCode(code, level, meaning, advice) for code, level, meaning, advice in rows}


_W, _I, _D = HintLevel.WARN, HintLevel.INFO, HintLevel.DEBUG

HINT_CODES: Mapping[str, HintCode] = _hints(
    (
        "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE",
        _I,
        "A field has different but compatible types.",
        "Nothing has to be done; equal types say more.",
    ),
    (
        "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE",
        _I,
        "An argument or input field has different but compatible types.",
        "Nothing has to be done; the supergraph has the strictest type.",
    ),
    (
        "INCONSISTENT_DEFAULT_VALUE_PRESENCE",
        _W,
        "An argument or input field has a default in some subgraphs only.",
        "Give it the same default everywhere, or nowhere: the supergraph has none.",
    ),
    (
        "INCONSISTENT_ENTITY",
        _I,
        "A type has a key in some subgraphs only.",
        "Add the @key where it can be resolved, or `resolvable: false` where it only refers.",
    ),
    (
        "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD",
        _D,
        "A field of a value type is missing in some subgraphs.",
        "Add the field there if that subgraph is ever the one that is asked.",
    ),
    (
        "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD",
        _D,
        "A field of an interface is missing in some subgraphs.",
        "Add the field there if clients ask for it where that subgraph answers.",
    ),
    (
        "INCONSISTENT_INPUT_OBJECT_FIELD",
        _W,
        "A field of an input type is missing in some subgraphs, so in the supergraph.",
        "Add the field to the other subgraphs, or remove it.",
    ),
    (
        "INCONSISTENT_UNION_MEMBER",
        _D,
        "A member of a union is missing in some subgraphs.",
        "Nothing has to be done unless a field of the union is shared.",
    ),
    (
        "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM",
        _W,
        "A value of an input enum is missing in some subgraphs, so in the supergraph.",
        "Add the value to the other subgraphs, or remove it.",
    ),
    (
        "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM",
        _D,
        "A value of an output enum is missing in some subgraphs.",
        "Nothing has to be done until the enum is used for input.",
    ),
    (
        "INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_REPEATABLE",
        _D,
        "A type system directive is repeatable in some subgraphs only.",
        "Define the directive alike everywhere.",
    ),
    (
        "INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_LOCATIONS",
        _D,
        "A type system directive has different locations.",
        "Define the directive alike everywhere.",
    ),
    (
        "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE",
        _W,
        "An executable directive is missing in some subgraphs, so in the supergraph.",
        "Define the directive in every subgraph, or in none.",
    ),
    (
        "NO_EXECUTABLE_DIRECTIVE_INTERSECTION",
        _W,
        "An executable directive has no common location, so is not in the supergraph.",
        "Give the definitions a location in common.",
    ),
    (
        "INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE",
        _W,
        "An executable directive is repeatable in some subgraphs only.",
        "Make it repeatable everywhere: it is not in the supergraph.",
    ),
    (
        "INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS",
        _W,
        "An executable directive has different locations.",
        "Give the definitions equal locations: the supergraph has those in common.",
    ),
    (
        "INCONSISTENT_DESCRIPTION",
        _W,
        "Descriptions differ.",
        "Keep one description, where the element belongs, or the same everywhere.",
    ),
    (
        "INCONSISTENT_ARGUMENT_PRESENCE",
        _W,
        "An optional argument is missing in some subgraphs, so in the supergraph.",
        "Add the argument to the other subgraphs, or remove it.",
    ),
    (
        "FROM_SUBGRAPH_DOES_NOT_EXIST",
        _W,
        "An @override names a subgraph that is not there.",
        "Correct the name, or remove the @override if the subgraph is gone.",
    ),
    (
        "OVERRIDDEN_FIELD_CAN_BE_REMOVED",
        _I,
        "An overridden field is no longer used.",
        "Remove the field from the subgraph it was taken from.",
    ),
    (
        "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED",
        _I,
        "An @override has nothing left to override.",
        "Remove the @override.",
    ),
    (
        "OVERRIDE_MIGRATION_IN_PROGRESS",
        _I,
        "A field is being migrated by a labelled @override.",
        "When the migration is done, remove the label, then the field it was taken from.",
    ),
    (
        "UNUSED_ENUM_TYPE",
        _D,
        "An enum is used nowhere.",
        "Remove the enum, or use it.",
    ),
    (
        "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
        _W,
        "A directive has different arguments; one set is kept.",
        "Give the directive equal arguments in every subgraph.",
    ),
    (
        "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
        _I,
        "A directive has different arguments; they were merged.",
        "Nothing has to be done if the merged arguments are what you mean.",
    ),
    (
        "DIRECTIVE_COMPOSITION_INFO",
        _I,
        "About a @composeDirective.",
        "Nothing has to be done.",
    ),
    (
        "DIRECTIVE_COMPOSITION_WARN",
        _W,
        "About a @composeDirective.",
        "Use the same name for the directive in every subgraph that links its specification.",
    ),
    (
        "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN",
        _W,
        "A shared field has different runtime types.",
        "Let the subgraphs that share the field return the same types.",
    ),
    (
        "IMPLICITLY_UPGRADED_FEDERATION_VERSION",
        _I,
        "A subgraph uses a directive newer than the version it links.",
        "Link the newer version of Federation, and import the directive from it.",
    ),
    (
        "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS",
        _I,
        "An optional argument is set from a context in some subgraphs only.",
        "Set it from the context in every subgraph, or remove it there: nobody passes it.",
    ),
    (
        "CONTRACT_TAG_UNUSED",
        _W,
        "A contract names a tag that nothing in the supergraph has.",
        "Correct the name of the tag, or apply it with @tag.",
    ),
)

OWN_HINT_CODES = frozenset({"CONTRACT_TAG_UNUSED"})
"""Those that Apollo's library does not have: contracts are its platform's."""
