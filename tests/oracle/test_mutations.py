"""Mutation fields run one after the other, each in one subgraph, with what is read below them (GraphQL, 6.2.2)."""

from tests.oracle.catalogue import fresh


async def compared(name: str, query: str) -> list[str]:
    """Both sides on fresh data; the subgraphs asked."""
    case = fresh(name)
    outcome = await case.run(query)
    case.reset()
    expected = case.reference(query)
    assert (outcome.data, [error["path"] for error in outcome.errors]) == (
        expected.data,
        [error["path"] for error in expected.errors],
    )
    return outcome.asked


async def test_neighbours_in_one_subgraph_are_one_request() -> None:
    query = "mutation { a: add(n: 1) { count } b: add(n: 2) { count } reset { count } c: add(n: 5) { count } }"
    assert await compared("roots", query) == ["counter"]


async def test_fields_of_different_subgraphs_alternate_in_order() -> None:
    query = """mutation { a: add(n: 1) { count } n: note(text: "x") { id } b: add(n: 2) { count entry { id } } }"""
    assert await compared("roots", query) == ["counter", "journal", "counter"]


async def test_an_error_in_one_does_not_stop_the_next() -> None:
    assert await compared("roots", 'mutation { fail(message: "no") a: add(n: 1) { count } }') == ["journal", "counter"]


async def test_what_a_mutation_changed_is_read_after_it() -> None:
    await compared("roots", "mutation { add(n: 3) { count query { count log } entry { text } } }")


async def test_what_is_read_below_one_mutation_is_read_before_the_next_in_another_subgraph() -> None:
    query = """mutation { a: add(n: 1) { query { entries { text } } } b: note(text: "later") { id } }"""
    await compared("roots", query)


async def test_what_is_read_below_one_mutation_is_read_before_the_next_in_the_same_subgraph() -> None:
    query = """mutation { a: add(n: 1) { query { entries { text } } } b: add(n: 2) { count } }"""
    await compared("roots", query)
