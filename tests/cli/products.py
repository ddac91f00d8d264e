"""One subgraph, `products`: plain, and with tags and contracts of them."""

from __future__ import annotations

SDL = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
type Query { product(id: ID!): Product }
type Product @key(fields: "id") { id: ID! name: String }
"""
CONTRACTS = """
contracts:
  public: {exclude: [internal]}
  nothing: {exclude: [all]}
"""
TAGGED = (
    SDL.replace('"@key"]', '"@key", "@tag"]')
    .replace("name: String", 'name: String cost: Int @tag(name: "internal")')
    .replace("type Query", 'type Query @tag(name: "all")')
)
