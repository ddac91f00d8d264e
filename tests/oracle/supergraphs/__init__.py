"""Supergraphs for the oracle, one idea each: `SUBGRAPHS` (SDL by name) and `world()` (fresh data).

`SUPERGRAPH` is there where another composer's output is to be read instead of our own.
"""
