"""Merging: one module per kind of thing, all over a `MergeContext`."""
