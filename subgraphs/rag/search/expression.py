"""From a person's words to an FTS5 expression that always parses.

FTS5 has a query language (quotes, AND, NEAR, column filters, `*`, `^`); users must neither trip over it nor use it.
Every word becomes a quoted string, joined by OR: BM25 then ranks by how many and how rare the words found are, which
suits questions in natural language better than demanding them all. Words that only hold a question together ("what is
the") are left out unless there are no others: in a small corpus they are not frequent enough for BM25 to discount.
"""

import re

from subgraphs.kit.english import FUNCTION_WORDS

MAX_TERMS = 64
_WORD = re.compile(r"\w+")


def match_expression(query: str) -> str | None:
    """The sanitised expression of a query, or None when it holds no word at all."""
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(query) if word.strip("_")))
    telling = [word for word in words if word not in FUNCTION_WORDS]
    terms = [f'"{word}"' for word in (telling or words)[:MAX_TERMS]]
    return " OR ".join(terms) or None
