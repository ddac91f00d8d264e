"""Supergraphs for the oracle, one idea each: `SUBGRAPHS` (SDL by name) and `world()` (fresh data)."""
