"""Hybrid search: what is asked, how the two rankings are blended, and how a search is named."""
