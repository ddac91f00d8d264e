"""The GraphQL face of rag: strawberry types whose printed SDL is schema/subgraphs/rag.graphql."""
