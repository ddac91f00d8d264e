"""Reads one subgraph: parse, links, completion, GraphQL validation, model, keys.

Returns None when the SDL is too broken for a model; everything found wrong is reported either way.
"""

from __future__ import annotations

from dataclasses import replace

from graphql import (
    ConstDirectiveNode,
    DirectiveDefinitionNode,
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    Source,
    TypeDefinitionNode,
    TypeExtensionNode,
    build_ast_schema,
    validate_schema,
)
from graphql.validation.validate import validate_sdl

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.locating import coordinate_at
from gateway.composition.reading.applied_values import value_errors
from gateway.composition.reading.build_model import ModelBuilder
from gateway.composition.reading.definition_rules import check_definition, check_type_definition
from gateway.composition.reading.document import (
    complete,
    federation_names,
    root_types,
    specification_type,
    strip_machinery,
)
from gateway.composition.reading.facts import with_facts, without_fake_externals
from gateway.composition.reading.link_rules import check_links
from gateway.composition.reading.parsing import parse_fully, parse_sdl
from gateway.composition.reading.upgrade import upgraded
from gateway.federation.links import LinkError, Links, LinkUrlError, read_links
from gateway.federation.model import (
    BUILT_IN_SCALARS,
    ROOT_NAMES,
    Operation,
    Schema,
    TypeDefinition,
    TypeKind,
)
from gateway.federation.sdl_rules import is_valid_sdl
from gateway.federation.subgraph import Subgraph, SubgraphSource


def read_subgraph(source: SubgraphSource, diagnostics: Diagnostics) -> Subgraph | None:
    text = Source(source.sdl, source.name)
    try:
        document = parse_sdl(text)
    except GraphQLSyntaxError as error:
        _graphql_errors([error], source.name, None, diagnostics)
        return None
    try:
        links = read_links(_schema_directives(document))
    except LinkError as error:
        place = Place(source.name, "schema", error.node)
        code = "INVALID_LINK_IDENTIFIER" if isinstance(error, LinkUrlError) else "INVALID_LINK_DIRECTIVE_USAGE"
        diagnostics.error(code, f"[{source.name}] {error}", place)
        return None
    if not check_links(source.name, links, diagnostics):
        return None
    roots = root_types(document)
    names = federation_names(links)
    before = len(diagnostics.errors)
    _check_definitions(document, source.name, links, diagnostics)
    if _extends_built_in(document, source.name, diagnostics) or _lacks_root(document, source.name, diagnostics):
        return None
    if any(error.code == "TYPE_DEFINITION_INVALID" for error in diagnostics.errors[before:]):
        return None
    own = strip_machinery(document, links, roots)
    if not _is_valid(complete(own, links, roots, source.sdl)):
        whole = complete(strip_machinery(parse_fully(text), links, roots), links, roots)
        if errors := _errors(whole):
            _graphql_errors(errors, source.name, whole, diagnostics)
            return None
    if not _roots_named_well(own, roots, source.name, diagnostics):
        return None
    schema = _with_query(ModelBuilder(names, roots).build(own))
    subgraph = Subgraph(source.name, source.url, links.federation_version, links, schema)
    return upgraded(subgraph, diagnostics) if subgraph.federation_1 else without_fake_externals(with_facts(subgraph))


def _check_definitions(document: DocumentNode, name: str, links: Links, diagnostics: Diagnostics) -> None:
    """What the schema defines although specifications bring it."""
    names = federation_names(links)
    for node in document.definitions:
        if isinstance(node, DirectiveDefinitionNode) and node.name.value in names:
            check_definition(name, node, names[node.name.value], links, diagnostics)
        elif isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            element = specification_type(node, links)
            if element is not None:
                check_type_definition(name, node, element, diagnostics)


def _lacks_root(document: DocumentNode, name: str, diagnostics: Diagnostics) -> bool:
    """Whether a root operation is of a type that is not there: what is not declared may be missing, what is may not."""
    defined = {n.name.value for n in document.definitions if isinstance(n, TypeDefinitionNode | TypeExtensionNode)}
    found = False
    for node in document.definitions:
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
            for each in node.operation_types or ():
                if each.type.name.value not in defined:
                    found = True
                    message = f'[{name}] The {each.operation.value} root type "{each.type.name.value}" is not defined.'
                    diagnostics.error("INVALID_GRAPHQL", message, Place(name, each.type.name.value, each))
    return found


def _extends_built_in(document: DocumentNode, name: str, diagnostics: Diagnostics) -> bool:
    """Nothing can be added to `String` and its like, not even @inaccessible."""
    found = False
    for node in document.definitions:
        if isinstance(node, TypeExtensionNode) and node.name.value in BUILT_IN_SCALARS:
            message = f'[{name}] Cannot extend built-in type "{node.name.value}"'
            diagnostics.error("INVALID_GRAPHQL", message, Place(name, node.name.value, node))
            found = True
    return found


def _with_query(schema: Schema) -> Schema:
    """Every subgraph has a query type at run time, for `_service` and `_entities`."""
    query = ROOT_NAMES["query"]
    if query in schema.types:
        return schema
    empty = TypeDefinition(name=query, kind=TypeKind.OBJECT)
    return replace(schema, types={**schema.types, query: empty}, roots={**schema.roots, "query": query})


def _schema_directives(document: DocumentNode) -> list[ConstDirectiveNode]:
    return [
        directive
        for node in document.definitions
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        for directive in node.directives or ()
    ]


def _is_valid(document: DocumentNode) -> bool:
    """Whether `_errors` has nothing to say, in less time."""
    if not is_valid_sdl(document):
        return False
    try:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        return not validate_schema(schema) and not value_errors(document, schema)
    except (GraphQLError, TypeError):  # also of a default at an argument whose type is no input type
        return False


def _errors(document: DocumentNode) -> list[GraphQLError]:
    errors = validate_sdl(document)
    if errors:
        return errors
    try:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        return validate_schema(schema) or value_errors(document, schema)
    except (GraphQLError, TypeError) as error:
        return [error if isinstance(error, GraphQLError) else GraphQLError(str(error))]


def _graphql_errors(
    errors: list[GraphQLError], name: str, document: DocumentNode | None, diagnostics: Diagnostics
) -> None:
    for error in errors:
        node = next((each for each in error.nodes or () if each.loc is not None), None)
        position = next(iter(error.positions), None) if error.positions else None
        coordinate = coordinate_at(document, position) if document is not None and position is not None else None
        place = Place(name, coordinate, node, error.source if node is None else None, position)
        diagnostics.error("INVALID_GRAPHQL", f"[{name}] {error.message}", place)


def _roots_named_well(document: DocumentNode, roots: dict[Operation, str], name: str, diagnostics: Diagnostics) -> bool:
    """A type may have a root type's name only if it is that root type (it will be renamed so)."""
    good = True
    for operation, standard in ROOT_NAMES.items():
        declared = roots.get(operation)
        for node in document.definitions:
            if not isinstance(node, TypeDefinitionNode | TypeExtensionNode):
                continue
            if node.name.value != standard or declared == standard:
                continue
            good = False
            diagnostics.error(
                f"ROOT_{operation.upper()}_USED",
                f'[{name}] The schema has a type named "{standard}" but it is not set as the {operation} root type'
                + (f' ("{declared}" is instead)' if declared else "")
                + ": this is not supported by federation.",
                Place(name, standard, node),
            )
            break
    return good
