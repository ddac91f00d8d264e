"""What can go wrong in this service, as errors a client can act on.

Every class carries the code that goes into `extensions.code`; the message says what happened and what to do. Errors
of any other class are this service's own mistakes and are masked.
"""

from graphql import GraphQLError


class InferenceError(GraphQLError):
    """An error meant for the client; `code` goes into its extensions."""

    code = "INTERNAL_SERVER_ERROR"

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": self.code})


class BadInput(InferenceError):
    """An argument is outside what the field accepts."""

    code = "BAD_USER_INPUT"


class Unauthenticated(InferenceError):
    """The field needs a caller and there is none."""

    code = "UNAUTHENTICATED"


class Forbidden(InferenceError):
    """The caller's token lacks a scope."""

    code = "FORBIDDEN"


class ModelUnavailable(InferenceError):
    """The model does not exist, is not there yet, or does not answer."""

    code = "MODEL_UNAVAILABLE"


class Overloaded(InferenceError):
    """More completions are waiting than the queue holds."""

    code = "OVERLOADED"


class DeadlineExceeded(InferenceError):
    """The completion was not done in time; its work was stopped."""

    code = "DEADLINE_EXCEEDED"
