"""From a subgraph's SDL to a `Subgraph`: links, completed and validated GraphQL, the model."""
