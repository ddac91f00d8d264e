"""What can go wrong in this service beyond what every subgraph shares (`subgraphs.kit.errors`)."""

from subgraphs.kit.errors import ClientError


class UnknownCollection(ClientError):
    """There is no collection with the given id."""

    def __init__(self, collection_id: str) -> None:
        super().__init__(f"there is no collection with the id {collection_id[:100]!r}", "NOT_FOUND")
