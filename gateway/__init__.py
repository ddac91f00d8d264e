"""Hansa: a GraphQL federation gateway in Python."""
