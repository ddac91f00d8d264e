"""Splits GraphQL into its tokens with one regular expression (GraphQL specification, "Lexical Tokens").

A number may be malformed and a string may lack its end: then it is one token all the same, which whoever reads it has
to refuse, so that no text is looked at more than once.  What no token begins with comes out as a token of one character
that no grammar rule takes, so that nothing is skipped unseen.  Line terminators, commas, comments and byte order marks
are between tokens.

No part of the expression can fail once it has begun, so nothing is tried twice; hence no possessive groups, which
Python gets wrong before 3.11.5 (CPython's issue 106052).
"""

from __future__ import annotations

import re

_BETWEEN = r"[ \t\n\r,\ufeff]*(?:#[^\n\r\ud800-\udfff]*[ \t\n\r,\ufeff]*)*"
_NAME = r"[_A-Za-z][_0-9A-Za-z]*"
_PUNCTUATOR = r"[!$&()|:=@\[\]{}]|\.\.\."
_NUMBER = r"-?[0-9][0-9A-Za-z_.]*(?:(?<=[eE])[+-][0-9A-Za-z_.]*)?"
_BLOCK = r'"""[^"\\\ud800-\udfff]*(?:(?:\\"""|\\(?!""")|"(?!""))[^"\\\ud800-\udfff]*)*(?:""")?'
_STRING = r'"(?!"")[^"\\\n\r\ud800-\udfff]*(?:\\[^\n\r][^"\\\n\r\ud800-\udfff]*)*"?'
_TOKEN = re.compile(f"{_BETWEEN}({_NAME}|{_PUNCTUATOR}|{_STRING}|{_BLOCK}|{_NUMBER}|\\Z|.)", re.DOTALL)

END = ""
"""The token after the last."""


def tokens(text: str) -> list[str]:
    """The tokens as they are written, strings with their quotes, and `END` once or twice."""
    return _TOKEN.findall(text)


def tokens_with_starts(text: str) -> tuple[list[str], list[int]]:
    """As `tokens`, and where each begins (characters from 0)."""
    found: list[str] = []
    starts: list[int] = []
    for match in _TOKEN.finditer(text):
        found.append(match[1])
        starts.append(match.start(1))
    return found, starts
