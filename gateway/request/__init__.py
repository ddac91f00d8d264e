"""From socket to operation and back: GraphQL over HTTP, and the page a browser gets."""

from gateway.request.endpoint import Caller, EndpointOptions, Execute, GraphQLEndpoint
from gateway.request.errors import RequestError
from gateway.request.graphiql import GraphiqlPage
from gateway.request.site import Site

__all__ = ["Caller", "EndpointOptions", "Execute", "GraphQLEndpoint", "GraphiqlPage", "RequestError", "Site"]
