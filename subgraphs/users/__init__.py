"""The users subgraph: people, their profiles and their organisations."""
