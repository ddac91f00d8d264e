"""What is refused before it is served, and in which words: the coordinate, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gateway.federation import sdl
from gateway.federation.supergraph import Supergraph, SupergraphError

JOIN = "https://specs.apollo.dev/join"


@dataclass(frozen=True)
class Bad:
    """Parts of a supergraph that differ from a good one, and the whole message."""

    name: str
    message: str
    user: str = 'type User @join__type(graph: A, key: "id") { id: ID!  name: String @join__field(graph: A) }'
    more: str = ""
    links: str = f'@link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "{JOIN}/v0.5", for: EXECUTION)'
    schema: str = "{ query: Query }"
    graphs: str = (
        'enum join__Graph { A @join__graph(name: "a", url: "http://a") B @join__graph(name: "b", url: "http://b") }'
    )
    query: str = "type Query @join__type(graph: A) { me: User }"

    @property
    def sdl(self) -> str:
        return "\n".join((f"schema {self.links} {self.schema}", self.graphs, self.query, self.user, self.more))


def user(fields: str, type_: str = '@join__type(graph: A, key: "id")') -> str:
    return f"type User {type_} {{ id: ID!  {fields} }}"


def joined(field: str) -> str:
    return user(f"name: String @join__field({field})")


NOT_A_SUPERGRAPH = (
    f'This is not a supergraph: its schema has no @link(url: "{JOIN}/v0.5", for: EXECUTION) or one of another version. '
    "Compose subgraphs with `hansa compose`, or pass the output of another composer."
)
FIELD_ARGUMENTS = "contextArguments, external, graph, override, overrideLabel, provides, requires, type, usedOverridden"

LINKS = [
    Bad("no link to join", NOT_A_SUPERGRAPH, links='@link(url: "https://specs.apollo.dev/link/v1.0")'),
    Bad("no links", NOT_A_SUPERGRAPH, links=""),
    Bad(
        "a subgraph",
        NOT_A_SUPERGRAPH,
        links='@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])',
    ),
    *(
        Bad(
            f"join {version}",
            f"The supergraph is written in join {version}; this gateway reads join v0.1 to v0.5. "
            "Compose it for one of these, or use a newer gateway.",
            links=f'@link(url: "{JOIN}/{version}"{purpose})',
        )
        for version, purpose in (("v0.6", ""), ("v1.0", ", for: EXECUTION"), ("v0.0", ", for: SECURITY"))
    ),
    Bad(
        "join without a version",
        "The supergraph is written in join without a version; this gateway reads join v0.1 to v0.5. "
        "Compose it for one of these, or use a newer gateway.",
        links=f'@link(url: "{JOIN}")',
    ),
    Bad(
        "an unknown feature for security",
        'The supergraph needs the feature "sourcing" v0.9 for SECURITY, which this gateway does not support.',
        links=f'@link(url: "{JOIN}/v0.5") @link(url: "https://example.com/sourcing/v0.9", for: SECURITY)',
    ),
    Bad(
        "an unknown version of a known feature for execution",
        'The supergraph needs the feature "context" v9.1 for EXECUTION, which this gateway does not support.',
        links=f'@link(url: "{JOIN}/v0.5") @link(url: "https://specs.apollo.dev/context/v9.1", for: EXECUTION)',
    ),
    Bad(
        "an unknown feature of core for execution",
        'The supergraph needs the feature "sourcing" v0.9 for EXECUTION, which this gateway does not support.',
        links=f'@core(feature: "https://specs.apollo.dev/core/v0.2") @core(feature: "{JOIN}/v0.1", for: EXECUTION)'
        '@core(feature: "https://example.com/sourcing/v0.9", for: EXECUTION)',
    ),
    Bad(
        "a purpose in quotes",
        'Invalid @link: "for" must be SECURITY or EXECUTION, not "EXECUTION"',
        links=f'@link(url: "{JOIN}/v0.5", for: "EXECUTION")',
    ),
    Bad("a name that is none", 'Invalid @link: "as" must be a name in a string, not "a b"',
        links=f'@link(url: "{JOIN}/v0.5", as: "a b")'),
    Bad("a link without a URL", 'Invalid @link: it needs the argument "url" with a specification\'s URL',
        links="@link(url: 1)"),
    Bad("join linked twice", f"Duplicate inclusion of feature {JOIN}",
        links=f'@link(url: "{JOIN}/v0.5") @link(url: "{JOIN}/v0.3")'),
    Bad(
        "one name for two features",
        f'The supergraph links both {JOIN}/v0.5 and https://example.com/join/v1.0 as "join": rename one with "as".',
        links=f'@link(url: "{JOIN}/v0.5") @link(url: "https://example.com/join/v1.0")',
    ),
    Bad(
        "join renamed in the link only",
        "This is not a supergraph: it has no enum j__Graph. "
        "Compose subgraphs with `hansa compose`, or pass the output of another composer.",
        links=f'@link(url: "{JOIN}/v0.5", as: "j")',
    ),
    Bad(
        "one join directive renamed in the link only",
        "The type Query has no @joined: no subgraph is said to have it.",
        links=f'@link(url: "{JOIN}/v0.5", import: [{{name: "@type", as: "@joined"}}])',
        query="type Query { me: User }",
    ),
]  # fmt: skip

GRAPHS = [
    Bad(
        "no graphs",
        "This is not a supergraph: it has no enum join__Graph. "
        "Compose subgraphs with `hansa compose`, or pass the output of another composer.",
        graphs="",
    ),
    Bad("no values", "join__Graph must be an enum that has a value for each subgraph.", graphs="enum join__Graph"),
    Bad("no enum", "join__Graph must be an enum that has a value for each subgraph.", graphs="scalar join__Graph"),
    Bad("a value without name and url",
        "join__Graph.A needs one @join__graph with the subgraph's name and url; it has 0.",
        graphs="enum join__Graph { A }"),
    Bad("a value with two subgraphs",
        "join__Graph.A needs one @join__graph with the subgraph's name and url; it has 2.",
        graphs='enum join__Graph { A @join__graph(name: "a") @join__graph(name: "b") }'),
    Bad("no name", '@join__graph on join__Graph.A cannot be read: it needs the argument "name".',
        graphs='enum join__Graph { A @join__graph(url: "http://a") }'),
    Bad("an empty name", "@join__graph on join__Graph.A cannot be read: the subgraph's name is empty.",
        graphs='enum join__Graph { A @join__graph(name: " ", url: "http://a") }'),
    Bad("two of one name",
        '@join__graph on join__Graph.B cannot be read: another subgraph is named "a" as well.',
        graphs='enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "a", url: "http://b") }'),
    Bad("a name that is a number", '@join__graph on join__Graph.A cannot be read: "name" must be a string, not 1.',
        graphs="enum join__Graph { A @join__graph(name: 1) }"),
]  # fmt: skip

JOINS = [
    Bad("a type of no subgraph", "The type User has no @join__type: no subgraph is said to have it.",
        user=user("", "")),
    Bad("a type of an unknown graph",
        "@join__type on User cannot be read: join__Graph has no value C; it has A, B.",
        user=user("", "@join__type(graph: C)")),
    Bad("a type of no graph", '@join__type on User cannot be read: it needs the argument "graph".',
        user=user("", '@join__type(key: "id")')),
    Bad("a graph in quotes",
        '@join__type on User cannot be read: "graph" must be an enum value, without quotes, not "A".',
        user=user("", '@join__type(graph: "A")')),
    Bad("a key that is no text", '@join__type on User cannot be read: "key" must be a string, not ["id"].',
        user=user("", '@join__type(graph: A, key: ["id"])')),
    Bad("resolvable that is no boolean",
        '@join__type on User cannot be read: "resolvable" must be true or false, not "no".',
        user=user("", '@join__type(graph: A, resolvable: "no")')),
    Bad("a key twice", '@join__type on User cannot be read: it has the argument "key" twice.',
        user=user("", '@join__type(graph: A, key: "id", key: "name")')),
    Bad("an argument that there is not",
        f'@join__field on User.name cannot be read: it has no argument "requries", it takes {FIELD_ARGUMENTS}.',
        user=joined('graph: A, requries: "id"')),
    Bad("a directive of another version", "@join__owner on User cannot be read: join v0.5 has no such directive.",
        user=user("", "@join__type(graph: A) @join__owner(graph: A)")),
    Bad("a directive out of place", "@join__type on User.name cannot be read: it cannot stand on a field.",
        user=user("name: String @join__type(graph: A)")),
    Bad("a field of an unknown graph",
        "@join__field on User.name cannot be read: join__Graph has no value C; it has A, B.",
        user=joined("graph: C")),
    Bad("a field of a graph that does not have the type",
        "@join__field on User.name cannot be read: B does not have the type User.",
        user=joined("graph: B")),
    Bad("a field twice in one graph", "@join__field on User.name cannot be read: the field is joined to A twice.",
        user=user("name: String @join__field(graph: A) @join__field(graph: A, external: true)")),
    Bad("a subgraph's type that is none",
        '@join__field on User.name cannot be read: "type" must be a type such as [String!], not "[String".',
        user=joined('graph: A, type: "[String"')),
    Bad("a subgraph's type that is not defined", "The field User.name in a is of type Text, which is not defined.",
        user=joined('graph: A, type: "Text"')),
    Bad("a subgraph's list", "The field User.name in a is of type [String], the supergraph's is String.",
        user=joined('graph: A, type: "[String]"')),
    Bad("a subgraph's object", "The field User.name in a is of type Query, the supergraph's is String.",
        user=joined('graph: A, type: "Query"')),
    Bad("an interface in an unknown graph",
        "@join__implements on User cannot be read: join__Graph has no value C; it has A, B.",
        user=user("", '@join__type(graph: A) @join__implements(graph: C, interface: "Node")')),
    Bad("an interface where the type is not",
        "@join__implements on User cannot be read: B does not have the type.",
        user=user("", '@join__type(graph: A) @join__implements(graph: B, interface: "Node")')),
    Bad("no interface", '@join__implements on User cannot be read: it needs the argument "interface".',
        user=user("", "@join__type(graph: A) @join__implements(graph: A)")),
    Bad("an interface that is none",
        "The type User implements Query, which is no interface type.",
        user=user("", '@join__type(graph: A) @join__implements(graph: A, interface: "Query")')),
    Bad("an interface that is not defined",
        "The type User implements Node, which is not defined.",
        user=user("", '@join__type(graph: A) @join__implements(graph: A, interface: "Node")')),
    Bad("a member that is none", "The type Any has the member ID2, which is no object type.",
        more='scalar ID2 union Any @join__type(graph: A) @join__unionMember(graph: A, member: "ID2") = User'),
    Bad("a context argument without its parts",
        '@join__field on User.name cannot be read: "contextArguments" must be a list of objects with the strings '
        'name, type, context, selection, not { name: "a" }.',
        user=joined('graph: A, contextArguments: [{name: "a"}]')),
    Bad("a context that no type sets",
        'The argument User.name(a:) is read from the context "c", which no type sets.',
        user=joined('graph: A, contextArguments: [{name: "a", type: "Int", context: "c", selection: "{ id }"}]')),
    Bad("scopes that are no lists",
        '@requiresScopes on User.name cannot be read: "scopes" must be a list of lists of strings, not "admin".',
        user=user('name: String @requiresScopes(scopes: "admin")')),
    Bad("no scopes", '@requiresScopes on User.name cannot be read: it needs the argument "scopes".',
        user=user("name: String @requiresScopes")),
]  # fmt: skip


def key(text: str) -> str:
    return user("name: String  friend: User", f'@join__type(graph: A, key: "{text}")')


FIELD_SETS = [
    Bad("a key that does not end",
        'The key "id {" of User in a cannot be used: Syntax Error: Expected Name, found <EOF>.', user=key("id {")),
    Bad("an empty key", 'The key "" of User in a cannot be used: it selects nothing.', user=key("")),
    Bad("a key that names an unknown field",
        'The key "uid" of User in a cannot be used: it selects uid, but User has no such field.', user=key("uid")),
    Bad("a key that names an unknown field below",
        'The key "friend { uid }" of User in a cannot be used: it selects uid, but User has no such field.',
        user=key("friend { uid }")),
    Bad("a key that names a field of others",
        'The key "name" of User in b cannot be used: it selects name, which b does not have in User.',
        user='type User @join__type(graph: A) @join__type(graph: B, key: "name") '
        "{ id: ID! name: String @join__field(graph: A) }"),
    Bad("a key that does not say what of an object",
        'The key "friend" of User in a cannot be used: it selects nothing of User.friend, which is of type User.',
        user=key("friend")),
    Bad("a key below a leaf", 'The key "id { x }" of User in a cannot be used: '
        "it selects fields of User.id, which has none.", user=key("id { x }")),
    Bad("a key with an alias", 'The key "a: id" of User in a cannot be used: it has the alias a.', user=key("a: id")),
    Bad("a key with a directive",
        'The key "id @skip(if: true)" of User in a cannot be used: it has the directive @skip.',
        user=key("id @skip(if: true)")),
    Bad("a key with a fragment",
        'The key "...F" of User in a cannot be used: it has the fragment F, which is not defined.', user=key("...F")),
    Bad("a key with a definition",
        'The key "{ id } fragment F on User { name }" of User in a cannot be used: it must be one selection of fields.',
        user=key("{ id } fragment F on User { name }")),
    Bad("a fragment on what is not defined",
        'The key "... on Nobody { id }" of User in a cannot be used: '
        "it has a fragment on Nobody, which has no fields.", user=key("... on Nobody { id }")),
    Bad("a requirement with a variable",
        'The requirement "friend(of: $me) { id }" of User.name in a cannot be used: '
        "the arguments of friend have a variable.",
        user=user('friend(of: ID): User name: String @join__field(graph: A, requires: "friend(of: $me) { id }")')),
    Bad("a requirement that cannot be read",
        'The requirement "a } {" of User.name in a cannot be used: it must be one selection of fields.',
        user=joined('graph: A, requires: "a } {"')),
    Bad("a provision of a leaf", 'The field User.name provides "id", but String has no fields.',
        user=joined('graph: A, provides: "id"')),
    Bad("a provision of an unknown field",
        'The provision "uid" of User.friend in a cannot be used: it selects uid, but User has no such field.',
        user=user('friend: User @join__field(graph: A, provides: "uid")')),
    Bad("a context selection that cannot be read",
        'The context selection "{" of User.name(a:) in a cannot be used: '
        "Syntax Error: Expected Name, found <EOF>.",
        user='type User @context(name: "c") @join__type(graph: A) { name: String @join__field(graph: A, '
        'contextArguments: [{name: "a", type: "Int", context: "c", selection: "{"}]) }'),
    Bad("a context selection of an unknown field",
        'The context selection "{ uid }" of User.name(a:) in a cannot be used: '
        "it selects uid, but User has no such field.",
        user='type User @context(name: "c") @join__type(graph: A) { name: String @join__field(graph: A, '
        'contextArguments: [{name: "a", type: "Int", context: "c", selection: "{ uid }"}]) }'),
    Bad("a key of 100,000 characters",
        f'The key "{" ".join(["id"] * 20)} ..." of User in a cannot be used: '
        "it has 120,000 characters, at most 20,000 are read.",
        user=key("id " * 40_000)),
    Bad("a key 60 deep",
        f'The key "{" ".join(["friend {"] * 6)} friend..." of User in a cannot be used: '
        "it is nested more than 50 deep.",
        user=key("friend { " * 60 + "id" + " }" * 60)),
]  # fmt: skip

SCHEMAS = [
    Bad("no Query", "The supergraph has no query root type: nothing could be asked.", schema="{ mutation: Query }"),
    Bad("a Query that is not there",
        "The supergraph has no type Asked, its schema's root type for query operations.",
        schema="{ query: Asked }"),
    Bad("a mutation type that is not there",
        "The supergraph has no type Change, its schema's root type for mutation operations.",
        schema="{ query: Query mutation: Change }"),
    Bad("two query types", "The supergraph's schema has two root types for query operations.",
        schema="{ query: Query query: User }"),
    Bad("a Query of no fields",
        "The supergraph's API schema is not valid: Type Query must define one or more fields.",
        query="type Query @join__type(graph: A)"),
    Bad("a Query that is hidden",
        "The supergraph's API schema is not valid: Query root type must be provided.",
        query="type Query @inaccessible @join__type(graph: A) { me: User }"),
    Bad("two schemas", "The supergraph defines its schema twice.", more="schema { query: User }"),
    Bad("a type twice", "The supergraph defines the type User twice.", more="scalar User"),
    Bad("a directive twice", "The supergraph defines the directive @d twice.",
        more="directive @d on FIELD directive @d on FIELD"),
    Bad("a field twice", "The supergraph defines the field User.id twice.", user=user("id: ID")),
    Bad("an extension",
        "The supergraph extends the type User: a supergraph has whole definitions only. "
        "Is this a subgraph? Compose it with `hansa compose`.",
        more="extend type User { more: Int }"),
    Bad("an operation", "The supergraph has an operation or a fragment: this is a document of a client.",
        more="query { me { id } }"),
    Bad("an unknown type", "The field Query.me is of type User, which is not defined.", user=""),
    Bad("an unknown type of a hidden field", "The field User.secret is of type Nobody, which is not defined.",
        user=user("secret: Nobody @inaccessible")),
    Bad("an unknown type of an argument", "The supergraph's API schema is not valid: Unknown type 'Nobody'.",
        user=user("name(of: Nobody): String")),
    Bad("a reserved name",
        "The supergraph's API schema is not valid: Name '__id' must not begin with '__', which is reserved by "
        "GraphQL introspection.",
        user=user("__id: ID!")),
    Bad("interfaces in a circle",
        "The supergraph's API schema is not valid: Type I cannot implement J because it would create a circular "
        "reference. Type J cannot implement I because it would create a circular reference.",
        more="interface I implements J @join__type(graph: A) { id: ID } "
        "interface J implements I @join__type(graph: A) { id: ID }"),
]  # fmt: skip

CORE = f'@core(feature: "https://specs.apollo.dev/core/v0.2") @core(feature: "{JOIN}/v0.1", for: EXECUTION)'
OWNED_QUERY = "type Query { me: User @join__field(graph: A) }"


def owned(name: str, message: str, user: str, query: str = OWNED_QUERY) -> Bad:
    return Bad(name, message, user, links=CORE, query=query)


OWNERS = [
    owned("a key without an owner",
          "@join__type on User cannot be read: a type with a key has an owner, but User has no @join__owner.",
          'type User @join__type(graph: A, key: "id") { id: ID! }'),
    owned("an owner without a key", "The type User is owned by A, for which it has no @join__type with a key.",
          'type User @join__owner(graph: A) @join__type(graph: B, key: "id") { id: ID! }'),
    owned("an unknown owner", "@join__owner on User cannot be read: join__Graph has no value C; it has A, B.",
          "type User @join__owner(graph: C) { id: ID! }"),
    owned("two owners", "@join__owner on User cannot be read: a type has one owner.",
          "type User @join__owner(graph: A) @join__owner(graph: B) { id: ID! }"),
    owned("a root field of nobody's",
          "The root field Query.me has no @join__field with a graph: no subgraph is said to have it.",
          "type User { id: ID! }", "type Query { me: User }"),
    owned("a field of a graph that does not have the type",
          "@join__field on User.name cannot be read: B does not have the type User.",
          'type User @join__owner(graph: A) @join__type(graph: A, key: "id") '
          "{ id: ID! name: String @join__field(graph: B) }"),
    owned("a field of two graphs", "@join__field on User.name cannot be read: a field is joined to one subgraph.",
          'type User @join__owner(graph: A) @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") '
          "{ id: ID! name: String @join__field(graph: A) @join__field(graph: B) }"),
    owned("an owner that requires",
          "@join__field on User.name cannot be read: the owner of a type requires nothing of other subgraphs.",
          'type User @join__owner(graph: A) @join__type(graph: A, key: "id") '
          '{ id: ID! name: String @join__field(requires: "id") }'),
    owned("a key that cannot be read",
          'The key "id {" of User cannot be used: Syntax Error: Expected Name, found <EOF>.',
          'type User @join__owner(graph: A) @join__type(graph: A, key: "id {") { id: ID! }'),
    owned("a key that names an unknown field",
          'The key "uid" of User in a cannot be used: it selects uid, but User has no such field.',
          'type User @join__owner(graph: A) @join__type(graph: A, key: "uid") { id: ID! }'),
    owned("an argument of a later version",
          '@join__type on User cannot be read: it has no argument "resolvable", it takes graph, key.',
          'type User @join__owner(graph: A) @join__type(graph: A, key: "id", resolvable: false) { id: ID! }'),
    owned("a directive of a later version",
          "@join__implements on User cannot be read: join v0.1 has no such directive.",
          'type User @join__implements(graph: A, interface: "I") { id: ID! }'),
]  # fmt: skip


def refused(text: str | bytes) -> str:
    with pytest.raises(SupergraphError) as caught:
        Supergraph.from_bytes(text if isinstance(text, bytes) else text.encode())
    return str(caught.value)


def test_the_supergraph_that_the_bad_ones_are_made_of_is_good() -> None:
    assert Supergraph.from_sdl(Bad("", "").sdl).subgraphs == {"a": "http://a", "b": "http://b"}


@pytest.mark.parametrize("bad", [*LINKS, *GRAPHS, *JOINS, *FIELD_SETS, *SCHEMAS, *OWNERS], ids=lambda bad: bad.name)
def test_a_bad_supergraph_is_refused(bad: Bad) -> None:
    assert refused(bad.sdl) == bad.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The supergraph is empty."),
        (b"\xef\xbb\xbf \n# nothing, really\n,\n", "The supergraph is empty."),
        (
            b"<!doctype html><html></html>",
            "The supergraph is not valid GraphQL: it looks like HTML or XML: "
            "Syntax Error: Unexpected character: '<'. (line 1, column 1)",
        ),
        (
            b'\n{"data": {"__schema": {}}}',
            "The supergraph is not valid GraphQL: it looks like JSON: "
            "Syntax Error: Expected Name, found String 'data'. (line 2, column 2)",
        ),
        (
            b"type Query {",
            "The supergraph is not valid GraphQL: Syntax Error: Expected Name, found <EOF>. (line 1, column 13)",
        ),
        (
            b"type Query { a: " + b"[" * 100_000 + b"Int",
            "The supergraph is not valid GraphQL: Syntax Error: Document is nested too deeply. Parsing aborted. "
            "(line 1, column ",
        ),
        (b"{ me { id } }", "The supergraph has an operation or a fragment: this is a document of a client."),
        (b"\x1f\x8b\x08\x00\x00", "The supergraph is not UTF-8 text: byte 0x8b at position 1."),
        ("type Query { a: Int }".encode("utf-16"), "The supergraph is not UTF-8 text: byte 0xff at position 0."),
        (
            b"\x00\x00\x00",
            "The supergraph is not valid GraphQL: Syntax Error: Unexpected character: U+0000. (line 1, column 1)",
        ),
    ],
    ids=["empty", "only comments", "html", "json", "half", "deep", "operation", "gzip", "utf-16", "zeros"],
)
def test_a_file_that_is_something_else_is_named(content: bytes, message: str) -> None:
    assert refused(content).startswith(message)


def test_a_huge_file_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdl, "parse", None)
    message = f"The supergraph has 50,000,000 characters; at most {sdl.MOST_CHARACTERS:,} characters are read."
    assert refused(b"#" * 50_000_000) == message
    assert refused(b"\xff" * 100_000_000).startswith("The supergraph has 100,000,000 bytes")
