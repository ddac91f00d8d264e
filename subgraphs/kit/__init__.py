"""What every strawberry subgraph does the same way: schema limits, entity batches, callers, pages, SQLite, serving.

Knows no service.  A subgraph builds a `SubgraphSchema`, gives `graphql_app` a function that makes each request's
context, and starts with `gateway.telemetry.main`.
"""
