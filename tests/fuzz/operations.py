"""Fuzzes what reads operations: documents, variables, the planner, and what compiles plans.

    python -m tests.fuzz.operations --seed 0 --seconds 600

A valid operation over one of the oracle's supergraphs is mutated: its characters, its tokens, its selections (repeated,
nested, moved into fragments, given other conditions), its variables.  What is not refused is planned for random rights
and labels, compiled for both executors, and its plan written as JSON.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import msgspec
from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    get_variable_values,
    parse,
    print_ast,
)

from gateway.execution.program import compile_plan
from gateway.execution.projection import compile_projection
from gateway.execution.typed.layout import UntypableError
from gateway.execution.typed.program import TypedProgram
from gateway.federation.supergraph import Supergraph
from gateway.federation.syntax import NotPlain, read_executable
from gateway.planning import Document, DocumentError, Limits, PlanError, Planner, plan_to_json
from tests.fuzz.harness import main
from tests.fuzz.mutations import characters, rebuilt, tokens
from tests.fuzz.sdl import supergraph
from tests.oracle.catalogue import NAMES
from tests.oracle.operations import seeded_operation

LIMITS = Limits(tokens=5_000, selections=5_000)
JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    1e308,
    "",
    "x" * 1000,
    "\ud800",
    [],
    [[[]]],
    {},
    {"": None},
    ["a", 1],
)
CONDITIONS = (
    "@skip(if: true)",
    "@skip(if: false)",
    "@include(if: false)",
    "@include(if: $v0)",
    "@skip",
    "@unknown",
    "@tag",
)


@cache
def graph(name: str) -> tuple[Supergraph, Planner]:
    """A supergraph with its planner."""
    read = Supergraph.from_sdl(supergraph(name))
    return read, Planner(read)


def case(seed: int) -> str:
    """One mutated operation."""
    random = Random(seed)
    federated, planner = graph(random.choice(NAMES))
    query, variables = seeded_operation(random.getrandbits(32), federated.api_schema, ["1"])
    query = mutated(random, query)
    read_alike(query)
    try:
        document = Document.read(federated, query, random.choice((None, None, None, "Generated", "other")), LIMITS)
    except DocumentError as error:
        return refused(error)
    given = {name: random.choice(JUNK) if random.random() < 0.3 else value for name, value in variables.items()}
    coerced = get_variable_values(federated.api_schema, document.variables, given)
    if isinstance(coerced, list):
        return "variables refused"
    try:
        variant = document.variant(coerced.coerced, None, federated.labels)
        plan = planner.plan(document, variant)
    except PlanError as error:
        if error.code != "QUERY_PLAN_TOO_COMPLEX":
            raise
        return "too complex"
    program = compile_plan(plan)
    compile_projection(plan.shape)
    msgspec.json.encode(plan_to_json(plan, variant))
    for request in plan.requests:
        parse(request.document)
    try:
        TypedProgram(program)
    except UntypableError:
        return "planned, not typed"
    return "planned"


def read_alike(query: str) -> None:
    """What is read without graphql-core's parser is what that would have read."""
    try:
        document = read_executable(query, LIMITS.tokens)
    except NotPlain:
        return
    assert document == parse(query, no_location=True)


def refused(error: DocumentError) -> str:
    """The outcome; that there is something to tell the client, with a code for each error."""
    assert error.errors
    assert all(each["message"] and each["extensions"]["code"] for each in error.errors)
    return f"refused: {error.stage}"


def mutated(random: Random, query: str) -> str:
    """A query with up to four mutations of one kind."""
    mutation = random.choice((characters, tokens, tokens, selections, selections, selections))
    for _ in range(random.choice((1, 1, 2, 4))):
        query = mutation(random, query)
    return query


def selections(random: Random, query: str) -> str:
    """A change to a selection set that leaves the document GraphQL; text that is none stays as it is."""
    try:
        document = parse(query, no_location=True)
    except GraphQLError:
        return query
    sets = [node for node in nodes(document) if isinstance(node, SelectionSetNode) and node.selections]
    if not sets:
        return query
    changed = random.choice(sets)
    one, other = random.choice(changed.selections), random.choice(random.choice(sets).selections)
    match random.randrange(7):
        case 0:
            made: tuple[Any, ...] = (*changed.selections, other)
        case 1:
            made = tuple(each for each in changed.selections if each is not one) or (other,)
        case 2:
            made = (InlineFragmentNode(selection_set=SelectionSetNode(selections=changed.selections)),)
        case 3:
            made = changed.selections * random.choice((2, 50))
        case 4:
            made = (*changed.selections, spread(random))
        case 5:
            made = tuple(renamed(random, each) if each is one else each for each in changed.selections)
        case _:
            made = tuple(conditional(random, each) if each is one else each for each in changed.selections)
    result: DocumentNode = rebuilt(document, changed, SelectionSetNode(selections=made))
    if random.random() < 0.2:
        result = with_fragment(random, result, changed)
    return print_ast(result)


def nodes(node: Any) -> list[Node]:
    """A tree's nodes."""
    found = [node] if isinstance(node, Node) else []
    for part in (getattr(node, key, None) for key in node.keys) if isinstance(node, Node) else node:
        if isinstance(part, Node | tuple):
            found += nodes(part)
    return found


def spread(random: Random) -> FragmentSpreadNode:
    return FragmentSpreadNode(name=NameNode(value=random.choice(("F0", "F1", "F9"))), directives=())


def renamed(random: Random, selection: Any) -> Any:
    """A field under another alias, which may be the name of something else."""
    if not isinstance(selection, FieldNode):
        return selection
    alias = random.choice(("id", "__typename", "name", "_entities", "_e0", "representations", "a" * 500))
    return rebuilt(selection, selection, field(selection, alias))


def field(node: FieldNode, alias: str) -> FieldNode:
    return FieldNode(
        alias=NameNode(value=alias),
        name=node.name,
        arguments=node.arguments,
        directives=node.directives,
        selection_set=node.selection_set,
    )


def conditional(random: Random, selection: Any) -> Any:
    """A selection with a directive more."""
    directives = " ".join(random.choices(CONDITIONS, k=random.choice((1, 2, 100))))
    operation = parse("{ a " + directives + " }", no_location=True).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    parsed: tuple[DirectiveNode, ...] = operation.selection_set.selections[0].directives or ()
    inner = SelectionSetNode(selections=(selection,))
    return InlineFragmentNode(selection_set=inner, directives=parsed)


def with_fragment(random: Random, document: DocumentNode, selection_set: SelectionSetNode) -> DocumentNode:
    """A document with a fragment more, perhaps in a circle, on a type that may not fit."""
    on = random.choice(("Query", "User", "Product", "Nothing"))
    inner = SelectionSetNode(selections=(*selection_set.selections, spread(random)))
    fragment = FragmentDefinitionNode(
        name=NameNode(value="F9"), type_condition=NamedTypeNode(name=NameNode(value=on)), selection_set=inner
    )
    return DocumentNode(definitions=(*document.definitions, fragment))


if __name__ == "__main__":
    raise SystemExit(main(case, "tests.fuzz.operations", "Fuzzes what reads operations."))
