"""Hansa and two other gateways over the same subgraphs: equal data, and never more requests than the better of them."""
