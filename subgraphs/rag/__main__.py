"""`python -m subgraphs.rag` serves the rag subgraph until it is told to stop."""

from gateway.telemetry import main
from subgraphs.rag.app import service
from subgraphs.rag.settings import RagSettings

if __name__ == "__main__":
    main("rag", lambda: service(RagSettings()))
