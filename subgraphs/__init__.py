"""The reference supergraph: users, rag, inference; and the auth server beside it."""
