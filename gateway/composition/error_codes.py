"""The table of error codes; docs/composition-codes.md is generated from it and from `hint_codes`.

Codes are Apollo's, because people search for them.  `meaning` says when a code is reported, `advice` what to do
about it; a rule may report a more precise advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorCode:
    code: str
    meaning: str
    advice: str


def _errors(*rows: tuple[str, str, str]) -> Mapping[str, ErrorCode]:
    return {code: ErrorCode(code, meaning, advice) for code, meaning, advice in rows}


ERROR_CODES: Mapping[str, ErrorCode] = _errors(
    # reading a subgraph
    ("INVALID_GRAPHQL", "A schema is not valid GraphQL.", "Correct the SDL; the message is the GraphQL validator's."),
    ("INVALID_SUBGRAPH_NAME", "A subgraph's name cannot be used.", "Rename the subgraph."),
    ("INVALID_LINK_DIRECTIVE_USAGE", "A @link application makes no sense.", "Correct the arguments of the @link."),
    ("INVALID_LINK_IDENTIFIER", "A URL or version of a @link is malformed.", "Correct the URL of the @link."),
    (
        "UNKNOWN_LINK_VERSION",
        "The linked version of the link specification is unknown.",
        "Link the known version, https://specs.apollo.dev/link/v1.0.",
    ),
    (
        "UNKNOWN_FEDERATION_LINK_VERSION",
        "The linked version of the federation specification is unknown.",
        "Link a published version, from https://specs.apollo.dev/federation/v2.0 to v2.14.",
    ),
    (
        "UNSUPPORTED_LINKED_FEATURE",
        "A linked specification is not supported.",
        "Remove the @link, or its `for:` purpose.",
    ),
    (
        "UNSUPPORTED_FEATURE",
        "A feature of Federation that Hansa does not compose yet.",
        "Do without the feature for now.",
    ),
    (
        "DIRECTIVE_DEFINITION_INVALID",
        "A federation directive is defined differently from its specification.",
        "Remove the definition: composition adds the right one.",
    ),
    (
        "TYPE_DEFINITION_INVALID",
        "A federation type is defined differently from its specification.",
        "Remove the definition: composition adds the right one.",
    ),
    (
        "ROOT_QUERY_USED",
        'A type is named "Query" but is not the query root type.',
        "Rename the type, or make it the root type.",
    ),
    (
        "ROOT_MUTATION_USED",
        'A type is named "Mutation" but is not the mutation root type.',
        "Rename the type, or make it the root type.",
    ),
    (
        "ROOT_SUBSCRIPTION_USED",
        'A type is named "Subscription" but is not the subscription root type.',
        "Rename the type, or make it the root type.",
    ),
    (
        "EXTENSION_WITH_NO_BASE",
        "A Federation 1 type is extended but defined nowhere.",
        "Define the type in one subgraph.",
    ),
    (
        "DOWNSTREAM_SERVICE_ERROR",
        "A subgraph's SDL could not be fetched.",
        "Check that the subgraph runs and answers { _service { sdl } }.",
    ),
    ("INVALID_FEDERATION_SUPERGRAPH", "A supergraph SDL cannot be read.", "Compose it anew."),
    # field sets
    ("KEY_FIELDS_HAS_ARGS", "A @key selects a field that has arguments.", "Use only fields without arguments in keys."),
    (
        "PROVIDES_FIELDS_HAS_ARGS",
        "A @provides selects a field that has arguments.",
        "Use only fields without arguments in @provides.",
    ),
    (
        "PROVIDES_FIELDS_MISSING_EXTERNAL",
        "A @provides selects a field that is not @external.",
        "Mark the field @external, or remove it from the @provides.",
    ),
    (
        "REQUIRES_FIELDS_MISSING_EXTERNAL",
        "A @requires selects a field that is not @external.",
        "Mark the field @external, or remove it from the @requires.",
    ),
    (
        "KEY_UNSUPPORTED_ON_INTERFACE",
        "A @key is on an interface before Federation 2.3.",
        "Link federation v2.3 or later.",
    ),
    (
        "PROVIDES_UNSUPPORTED_ON_INTERFACE",
        "A @provides is on a field of an interface.",
        "Put it on the fields of the implementations.",
    ),
    (
        "REQUIRES_UNSUPPORTED_ON_INTERFACE",
        "A @requires is on a field of an interface.",
        "Put it on the fields of the implementations.",
    ),
    ("PROVIDES_ON_NON_OBJECT_FIELD", "A @provides is on a field whose type has no fields.", "Remove the @provides."),
    (
        "KEY_INVALID_FIELDS_TYPE",
        "The `fields` of a @key is not a string.",
        'Write the fields as a string: @key(fields: "id").',
    ),
    ("PROVIDES_INVALID_FIELDS_TYPE", "The `fields` of a @provides is not a string.", "Write the fields as a string."),
    ("REQUIRES_INVALID_FIELDS_TYPE", "The `fields` of a @requires is not a string.", "Write the fields as a string."),
    (
        "KEY_INVALID_FIELDS",
        "The `fields` of a @key is not a valid selection of the type.",
        "Select fields that the type has in this subgraph.",
    ),
    (
        "PROVIDES_INVALID_FIELDS",
        "The `fields` of a @provides is not a valid selection of the field's type.",
        "Select fields that the type has in this subgraph.",
    ),
    (
        "REQUIRES_INVALID_FIELDS",
        "The `fields` of a @requires is not a valid selection of the type.",
        "Declare the fields in this subgraph, marked @external.",
    ),
    (
        "KEY_FIELDS_SELECT_INVALID_TYPE",
        "A @key selects a field of list, interface or union type.",
        "Use fields of scalar, enum or object type in keys.",
    ),
    ("KEY_DIRECTIVE_IN_FIELDS_ARG", "The `fields` of a @key contains a directive.", "Remove the directive."),
    (
        "PROVIDES_DIRECTIVE_IN_FIELDS_ARG",
        "The `fields` of a @provides contains a directive.",
        "Remove the directive.",
    ),
    (
        "REQUIRES_DIRECTIVE_IN_FIELDS_ARG",
        "The `fields` of a @requires contains a directive.",
        "Remove the directive.",
    ),
    # external, shareable, override, interfaceObject
    (
        "EXTERNAL_UNUSED",
        "A field is @external but no @key, @requires, @provides or interface uses it.",
        "Remove the field, or the @external.",
    ),
    (
        "EXTERNAL_ON_INTERFACE",
        "A field of an interface is @external.",
        "Mark the fields of the implementations instead.",
    ),
    (
        "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE",
        "@external stands with a directive that it contradicts.",
        "Remove one of the two directives.",
    ),
    (
        "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL",
        "A directive that is merged stands on an @external field.",
        "Put the directive where the field is resolved.",
    ),
    ("TYPE_WITH_ONLY_UNUSED_EXTERNAL", "A Federation 1 type has only unused external fields.", "Remove the type."),
    (
        "EXTERNAL_TYPE_MISMATCH",
        "An @external field has another type than where it is resolved.",
        "Declare the field as the subgraph that resolves it does.",
    ),
    (
        "EXTERNAL_ARGUMENT_MISSING",
        "An @external field lacks an argument it has where it is resolved.",
        "Declare the field as the subgraph that resolves it does.",
    ),
    (
        "EXTERNAL_ARGUMENT_TYPE_MISMATCH",
        "An argument of an @external field has another type than where it is resolved.",
        "Declare the field as the subgraph that resolves it does.",
    ),
    (
        "EXTERNAL_ARGUMENT_DEFAULT_MISMATCH",
        "An argument of an @external field has another default than where it is resolved.",
        "Declare the field as the subgraph that resolves it does.",
    ),
    (
        "EXTERNAL_MISSING_ON_BASE",
        "A field is @external in every subgraph that has it.",
        "Resolve the field in one subgraph: there, without @external.",
    ),
    (
        "INVALID_FIELD_SHARING",
        "Several subgraphs resolve a field that is not @shareable everywhere.",
        "Mark the field @shareable in each of them, @external where it is not resolved, or move it with @override.",
    ),
    ("INVALID_SHAREABLE_USAGE", "@shareable stands where it means nothing.", "Remove the @shareable."),
    (
        "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES",
        "A shared field has no runtime type in common between its subgraphs.",
        "Let the subgraphs return at least one type in common.",
    ),
    (
        "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE",
        "@override concerns a field with a directive that contradicts it.",
        "Remove one of the two directives.",
    ),
    ("OVERRIDE_FROM_SELF_ERROR", "A field overrides itself.", "Name the subgraph that the field is taken from."),
    (
        "OVERRIDE_SOURCE_HAS_OVERRIDE",
        "A field is overridden where it is itself an override.",
        "Keep the @override in one subgraph only.",
    ),
    (
        "OVERRIDE_ON_INTERFACE",
        "@override is on a field of an interface.",
        "Put it on the fields of the implementations.",
    ),
    (
        "OVERRIDE_LABEL_INVALID",
        "The label of an @override is malformed.",
        'Use "percent(0)" to "percent(100)", or a letter followed by letters, digits or _-:./',
    ),
    (
        "INTERFACE_OBJECT_USAGE_ERROR",
        "@interfaceObject is not used as it must be.",
        "Give the type the keys of the interface, and declare none of the implementations beside it.",
    ),
    (
        "INTERFACE_KEY_NOT_ON_IMPLEMENTATION",
        "A key of an interface is not a key of one of its implementations.",
        "Add the same @key to each implementation in this subgraph.",
    ),
    (
        "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE",
        "A subgraph with a resolvable key on an interface lacks one of its implementations.",
        "Declare every implementation of the interface in this subgraph.",
    ),
    # merging
    ("NO_QUERIES", "No subgraph has a query field.", "Give at least one subgraph a field on the query root type."),
    (
        "TYPE_KIND_MISMATCH",
        "A type is of different kinds in different subgraphs.",
        "Rename one of the types, or make them of one kind.",
    ),
    (
        "LINK_IMPORT_NAME_MISMATCH",
        "An imported directive has different names in different subgraphs.",
        "Import it by the same name everywhere.",
    ),
    (
        "FIELD_TYPE_MISMATCH",
        "A field has incompatible types in different subgraphs.",
        "Make the types equal, or one a subtype of the other.",
    ),
    (
        "FIELD_ARGUMENT_TYPE_MISMATCH",
        "An argument or input field has incompatible types in different subgraphs.",
        "Make the types equal.",
    ),
    (
        "INPUT_FIELD_DEFAULT_MISMATCH",
        "An input field has different defaults in different subgraphs.",
        "Make the defaults equal.",
    ),
    (
        "FIELD_ARGUMENT_DEFAULT_MISMATCH",
        "An argument has different defaults in different subgraphs.",
        "Make the defaults equal.",
    ),
    (
        "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH",
        "An argument is required in one subgraph and missing in another.",
        "Add the argument to the other subgraphs, or make it optional.",
    ),
    (
        "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH",
        "An input field is required in one subgraph and missing in another.",
        "Add the field to the other subgraphs, or make it optional.",
    ),
    (
        "EMPTY_MERGED_INPUT_TYPE",
        "An input type has no field that all of its subgraphs have.",
        "Let the subgraphs share at least one field.",
    ),
    (
        "EMPTY_MERGED_ENUM_TYPE",
        "An enum used for input has no value that all of its subgraphs have.",
        "Let the subgraphs share at least one value.",
    ),
    (
        "ENUM_VALUE_MISMATCH",
        "An enum used for input and output has different values in different subgraphs.",
        "Make the values equal, or mark the others @inaccessible.",
    ),
    (
        "INTERFACE_FIELD_NO_IMPLEM",
        "After merging, a type lacks a field of its interface.",
        "Declare the field on the type in a subgraph.",
    ),
    (
        "DIRECTIVE_COMPOSITION_ERROR",
        "A @composeDirective cannot be followed.",
        "Check the name and the @link of the composed directive.",
    ),
    # the API schema
    ("REFERENCED_INACCESSIBLE", "Something visible refers to something @inaccessible.", "Hide both or none."),
    ("DEFAULT_VALUE_USES_INACCESSIBLE", "A visible default uses something @inaccessible.", "Change the default."),
    ("QUERY_ROOT_TYPE_INACCESSIBLE", "The query root type is @inaccessible.", "Leave the query root type visible."),
    ("REQUIRED_INACCESSIBLE", "A required argument or input field is @inaccessible.", "Make it optional, or visible."),
    ("DISALLOWED_INACCESSIBLE", "@inaccessible is on something built in.", "Remove the @inaccessible."),
    (
        "IMPLEMENTED_BY_INACCESSIBLE",
        "A hidden field or argument implements a visible one.",
        "Hide the interface's too, or neither.",
    ),
    ("ONLY_INACCESSIBLE_CHILDREN", "A visible type has only hidden parts.", "Hide the type, or show one of its parts."),
    # satisfiability
    (
        "SATISFIABILITY_ERROR",
        "A valid operation cannot be answered by the subgraphs.",
        "Give the type a key that the other subgraph can resolve, or mark the field @shareable and resolve it there.",
    ),
    (
        "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED",
        "Checking satisfiability took more work than allowed.",
        "Raise validation_steps in the configuration (or --validation-steps), or simplify the keys.",
    ),
    # context, cost, authorization
    ("CONTEXT_NOT_SET", "A context is used that is never set.", "Set it with @context."),
    (
        "CONTEXT_INVALID_SELECTION",
        "The selection of a @fromContext is not valid.",
        "Select a field that every type setting the context has.",
    ),
    ("NO_CONTEXT_IN_SELECTION", "A @fromContext names no context.", 'Write it as "$context { field }".'),
    ("CONTEXT_NO_RESOLVABLE_KEY", "A type using a context has no resolvable key.", "Give the type a @key."),
    ("CONTEXT_NAME_INVALID", "The name of a context is malformed.", "Use letters and digits, starting with a letter."),
    (
        "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS",
        "An argument is set from a context in one subgraph only.",
        "Set it from the context in every subgraph.",
    ),
    (
        "COST_APPLIED_TO_INTERFACE_FIELD",
        "@cost is on a field of an interface.",
        "Put it on the fields of the implementations.",
    ),
    ("LIST_SIZE_APPLIED_TO_NON_LIST", "@listSize is on a field that is no list.", "Remove the @listSize."),
    ("LIST_SIZE_INVALID_ASSUMED_SIZE", "The assumedSize of a @listSize is negative.", "Use zero or more."),
    (
        "LIST_SIZE_INVALID_SIZED_FIELD",
        "A sizedFields entry of a @listSize is no list field.",
        "Name list fields of the returned type.",
    ),
    (
        "LIST_SIZE_INVALID_SLICING_ARGUMENT",
        "A slicingArguments entry of a @listSize is no integer argument.",
        "Name integer arguments of the field.",
    ),
    (
        "CACHE_TAG_INVALID_LOCATION",
        "A @cacheTag is on something that is never cached by itself.",
        "Put it on a field of the query root type, or on a type with a resolvable @key.",
    ),
    (
        "CACHE_TAG_INVALID_FORMAT",
        "The format of a @cacheTag cannot be filled in.",
        'Use "{$args.name}" on a query field, and "{$key.name}" on a type, with values that are always there.',
    ),
    (
        "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE",
        "An access rule is on an interface or one of its fields.",
        "Put it on the implementations: the interface gets them combined.",
    ),
    (
        "MISSING_TRANSITIVE_AUTH_REQUIREMENTS",
        "A field requires another whose access rule it does not repeat.",
        "Repeat the access rule of the required field.",
    ),
)

OWN_ERROR_CODES = frozenset({"CACHE_TAG_INVALID_LOCATION", "CACHE_TAG_INVALID_FORMAT"})
"""Those that Apollo's library does not have: it leaves these to its router and to Rover."""
