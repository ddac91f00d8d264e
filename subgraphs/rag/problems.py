"""What can go wrong in this service, as errors a client can act on.

Every class carries the code that goes into `extensions.code`; the message says what happened and what to do. Errors
of any other class are this service's own mistakes and are masked.
"""

from graphql import GraphQLError


class RagError(GraphQLError):
    """An error meant for the client; `code` goes into its extensions."""

    code = "INTERNAL_SERVER_ERROR"

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": self.code})


class BadInput(RagError):
    """An argument is outside what the field accepts."""

    code = "BAD_USER_INPUT"


class Unauthenticated(RagError):
    """The field needs a caller and there is none."""

    code = "UNAUTHENTICATED"


class Forbidden(RagError):
    """The caller's token lacks a scope."""

    code = "FORBIDDEN"


class UnknownCollection(RagError):
    """There is no collection with the given id."""

    code = "NOT_FOUND"

    def __init__(self, collection_id: str) -> None:
        super().__init__(f"There is no collection with the id {collection_id!r}.")
        self.collection_id = collection_id
