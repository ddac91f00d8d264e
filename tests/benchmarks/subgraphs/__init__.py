"""Subgraphs that cost next to nothing: they resolve what they are asked, once, and then remember the answer's bytes."""
