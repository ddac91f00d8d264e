"""What can go wrong in this service beyond what every subgraph shares (`subgraphs.kit.errors`)."""

from subgraphs.kit.errors import ClientError


class ModelUnavailable(ClientError):
    """The model does not exist, is not there yet, or does not answer."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "MODEL_UNAVAILABLE")


class Overloaded(ClientError):
    """More completions are waiting than the queue holds."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} completions are waiting already; try again later", "OVERLOADED")


class DeadlineExceeded(ClientError):
    """The completion was not done in time; its work was stopped."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the completion was not done within {seconds:g} seconds", "DEADLINE_EXCEEDED")
