"""Subgraphs that stress what the oracle's lack; each module has `SUBGRAPHS` and `world()`."""
