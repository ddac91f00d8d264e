"""SDL text to graphql-core's nodes, fast."""

from gateway.federation.syntax.cursor import Locate, NotPlain
from gateway.federation.syntax.definitions import read_definitions

__all__ = ["Locate", "NotPlain", "read_definitions"]
