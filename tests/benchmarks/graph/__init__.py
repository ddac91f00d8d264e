"""The supergraph that is measured: users, products, their stock and reviews, spread over four subgraphs."""
