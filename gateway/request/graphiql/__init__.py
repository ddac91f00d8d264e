"""The page a browser gets: GraphiQL with the query plan beside the result."""

from gateway.request.graphiql.page import GraphiqlPage

__all__ = ["GraphiqlPage"]
