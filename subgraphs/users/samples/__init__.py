"""The people and organisations a new store begins with."""
