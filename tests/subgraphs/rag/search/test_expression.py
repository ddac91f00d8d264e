"""Whatever people type becomes an FTS5 expression that parses and means their words."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.rag.search.expression import MAX_TERMS, match_expression


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("entity key", '"entity" OR "key"'),
        ("What is an entity key?", '"entity" OR "key"'),
        ("to be or not to be", '"not"'),
        ("what is it", '"what" OR "is" OR "it"'),
        ("Key KEY key", '"key"'),
        ('title:"x" AND NEAR(a b)*', '"title" OR "x" OR "near" OR "b"'),
        ("@requires", '"requires"'),
        ("resolve_reference", '"resolve_reference"'),
        ("¿?!", None),
        ("___", None),
        ("Schlüssel 鍵", '"schlüssel" OR "鍵"'),
    ],
)
def test_words_are_quoted_and_joined(query: str, expected: str | None) -> None:
    assert match_expression(query) == expected


def test_a_very_long_query_is_bounded() -> None:
    expression = match_expression(" ".join(f"word{n}" for n in range(500)))
    assert expression is not None
    assert expression.count(" OR ") == MAX_TERMS - 1


@pytest.fixture(scope="module")
def index() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2')")
    connection.execute("INSERT INTO t VALUES ('an entity has keys')")
    return connection


@given(st.text(max_size=60) | st.text(alphabet="\"'*^:()+-NEARANDOT \0\\{}", max_size=30))
def test_fts5_never_refuses_it(index: apsw.Connection, query: str) -> None:
    expression = match_expression(query)
    if expression is not None:
        list(index.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)))
