"""Which fields of an operation an anonymous caller is denied."""

import pytest

from gateway.federation.supergraph import Supergraph
from gateway.planning import Document

SUPERGRAPH = """
schema @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) { query: Query }
enum join__Graph { A @join__graph(name: "a", url: "http://a.example") }
type Query @join__type(graph: A) { node: Node  user: User  vault: Vault }
interface Node @join__type(graph: A) %(node)s { id: ID!  secret: Int %(interface)s }
type User implements Node @join__type(graph: A) @join__implements(graph: A, interface: "Node") {
  id: ID!  secret: Int %(user)s
}
type Robot implements Node @join__type(graph: A) @join__implements(graph: A, interface: "Node") {
  id: ID!  secret: Int
}
type Vault @join__type(graph: A) @authenticated { size: Int }
"""


def denied(query: str, **rules: str) -> set[str]:
    sdl = SUPERGRAPH % {"node": "", "interface": "", "user": "", **rules}
    document = Document.read(Supergraph.from_sdl(sdl), query)
    return {".".join(coordinate) for coordinate in document.variant({}).denied} - {"Node.secret", "Node.id"}


@pytest.mark.parametrize("query", ["{ node { secret } }", "{ node { ... on User { secret } } }", "{ user { secret } }"])
def test_a_rule_of_an_implementation_is_its_own(query: str) -> None:
    assert denied(query, user="@authenticated", interface="@authenticated") == {"User.secret"}


def test_a_rule_that_only_the_interface_has_is_that_of_all_implementations() -> None:
    assert denied("{ node { secret } }", interface="@authenticated") == {"User.secret", "Robot.secret"}


def test_a_rule_on_the_interface_itself_covers_its_fields() -> None:
    assert denied("{ node { id } }", node="@authenticated") == {"Query.node", "User.id", "Robot.id"}


def test_the_rule_of_a_type_covers_the_fields_that_lead_to_it() -> None:
    assert denied("{ vault { size } user { id } }") == {"Query.vault", "Vault.size"}


def test_what_nobody_selects_is_not_denied() -> None:
    assert denied("{ user { id } }", user="@authenticated") == set()
