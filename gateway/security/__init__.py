"""Tokens, scopes, and who the caller is."""
