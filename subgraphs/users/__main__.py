"""`python -m subgraphs.users` serves the users subgraph until it is told to stop."""

from gateway.telemetry import main
from subgraphs.kit.settings import SubgraphSettings
from subgraphs.users.app import service

if __name__ == "__main__":
    main("users", lambda: service(SubgraphSettings()))
