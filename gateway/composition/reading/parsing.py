"""Reads a subgraph's SDL so that its nodes know their places, without keeping tokens.

graphql-core's locations hold the tokens they span, and tokens hold each other: of a large graph that is most of the
memory.  Here what has a name knows where that is, which is all that an excerpt needs; `parse_fully` is for what has to
tell more of a place, a syntax error or an invalid value.
"""

from __future__ import annotations

from graphql import DocumentNode, GraphQLSyntaxError, Source
from graphql.language import Location, Token, TokenKind
from graphql.language.parser import Parser

from gateway.federation.syntax import NotPlain, read_definitions


class _Place(Location):
    """A location without tokens."""

    __slots__ = ()

    def __init__(self, start: int, end: int, source: Source, nowhere: Token) -> None:
        self.start = start
        self.end = end
        self.source = source
        self.start_token = self.end_token = nowhere


class _Parser(Parser):
    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._nowhere = Token(TokenKind.SOF, 0, 0, 0, 0)

    @property
    def position(self) -> int:
        """How far it has read."""
        return self._lexer.token.start

    def loc(self, start_token: Token) -> Location:
        lexer = self._lexer
        return _Place(start_token.start, lexer.last_token.end, lexer.source, self._nowhere)

    def advance_lexer(self) -> None:
        """As ever, and the tokens passed are let go of."""
        super().advance_lexer()
        self._lexer.last_token.prev = None


def parse_sdl(source: Source) -> DocumentNode:
    """The document, in which definitions, their parts and directives know where their names are.

    Raises:
        GraphQLSyntaxError: it is none.
    """
    nowhere = Token(TokenKind.SOF, 0, 0, 0, 0)
    try:
        return read_definitions(source.body, lambda start: _Place(start, start, source, nowhere))
    except (NotPlain, RecursionError):
        return parse_fully(source)


def parse_fully(source: Source) -> DocumentNode:
    """The document, in which every node knows where it begins and ends.

    Raises:
        GraphQLSyntaxError: it is none, or nested too deeply.
    """
    parser = _Parser(source)
    try:
        document: DocumentNode = parser.parse_document()
    except RecursionError:
        raise GraphQLSyntaxError(source, parser.position, "Document is nested too deeply.") from None
    return document
