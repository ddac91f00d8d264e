"""Splits GraphQL into its tokens with one regular expression (GraphQL specification, "Lexical Tokens").

What no token begins with comes out as a token of one character that no grammar rule takes, so that nothing is skipped
unseen.  Line terminators, commas, comments and byte order marks are between tokens.
"""

from __future__ import annotations

import re

_BETWEEN = r"[ \t\n\r,\ufeff]*+(?:#[^\n\r\ud800-\udfff]*+[ \t\n\r,\ufeff]*+)*+"
_NAME = r"[_A-Za-z][_0-9A-Za-z]*+"
_PUNCTUATOR = r"[!$&()|:=@\[\]{}]|\.\.\."
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+(?![0-9.A-Za-z_])"
_BLOCK = r'"""(?:[^"\\\ud800-\udfff]++|\\"""|\\|"(?!""))*+"""'
_STRING = r'"(?!"")(?:[^"\\\n\r\ud800-\udfff]++|\\[^\n\r])*+"'
_TOKEN = re.compile(f"{_BETWEEN}({_NAME}|{_PUNCTUATOR}|{_STRING}|{_BLOCK}|{_NUMBER}|\\Z|.)", re.DOTALL)

END = ""
"""The token after the last."""


def tokens(text: str) -> list[str]:
    """The tokens as they are written, strings with their quotes, and `END`."""
    return _TOKEN.findall(text)


def tokens_with_starts(text: str) -> tuple[list[str], list[int]]:
    """As `tokens`, and where each begins (characters from 0)."""
    found: list[str] = []
    starts: list[int] = []
    for match in _TOKEN.finditer(text):
        found.append(match[1])
        starts.append(match.start(1))
    return found, starts
