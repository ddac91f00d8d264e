"""The GraphQL face of inference: strawberry types whose printed SDL is schema/subgraphs/inference.graphql."""
