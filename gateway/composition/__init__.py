"""Subgraphs to supergraph: read, validate, merge, check satisfiability."""
