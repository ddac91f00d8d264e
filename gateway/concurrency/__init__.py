"""Parts of asyncio programs that know nothing of HTTP or GraphQL; imports nothing of the gateway."""

from gateway.concurrency.flights import Flight, Flights
from gateway.concurrency.timelimit import TimeLimit

__all__ = ["Flight", "Flights", "TimeLimit"]
