"""Errors that are meant for clients, each with a code; anything else is masked and logged.

Raise a `ClientError` for what the caller can mend or must know; let unexpected exceptions out.
"""

from __future__ import annotations

from graphql import GraphQLError


class ClientError(GraphQLError):
    """An error a client may see.

    Args:
        message: what is wrong and what to do, without internals.
        code: for `extensions.code`.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message, extensions={"code": code})


class InvalidInput(ClientError):
    """An argument cannot be used."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "BAD_USER_INPUT")


class Unauthenticated(ClientError):
    """The field needs a caller."""

    def __init__(self) -> None:
        super().__init__("this needs an access token", "UNAUTHENTICATED")


class Forbidden(ClientError):
    """The caller may not have this field."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "FORBIDDEN")


class StoreUnavailable(ClientError):
    """The service's store cannot be used at the moment."""

    def __init__(self) -> None:
        super().__init__("the store of this service cannot be used at the moment", "STORE_UNAVAILABLE")


def is_expected(error: GraphQLError) -> bool:
    """Whether an execution error was raised for clients (or by GraphQL itself for a bad request)."""
    return error.original_error is None or isinstance(error.original_error, GraphQLError)
