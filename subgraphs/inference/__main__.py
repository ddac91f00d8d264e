"""`python -m subgraphs.inference` serves the inference subgraph until it is told to stop."""

from gateway.telemetry import main
from subgraphs.inference.app import service
from subgraphs.inference.settings import InferenceSettings

if __name__ == "__main__":
    main("inference", lambda: service(InferenceSettings()))
