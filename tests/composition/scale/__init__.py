"""Composition of large graphs: realistic subgraphs in any number, and what composing them costs here and elsewhere.

`python -m tests.composition.scale --subgraphs 10 100 500` measures.
"""
