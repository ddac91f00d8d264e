"""GraphQL text to graphql-core's nodes, fast: SDL, and the documents that clients send."""

from gateway.federation.syntax.cursor import Locate, NotPlain
from gateway.federation.syntax.definitions import read_definitions
from gateway.federation.syntax.executable import read_executable

__all__ = ["Locate", "NotPlain", "read_definitions", "read_executable"]
