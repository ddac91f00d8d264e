"""What a federated schema is: links, directives, field sets, join SDL and the supergraph model."""
