"""The inference service: models, completions, conversations, and the answer to a search."""
