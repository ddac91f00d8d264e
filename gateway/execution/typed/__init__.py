"""The typed executor: for operations that are asked again and again.

Per operation `msgspec.Struct` classes shaped like the response are made; subgraph answers are decoded straight into
them, entities are set in place, one object stands at every position that shows the same entity, and the root is
encoded as it is: there is no projection.  It knows the way of a request on which nothing goes wrong; whatever else
happens is an `Anomaly`, after which the table-driven executor runs the operation over the answers that are there.
So there is one place that knows about errors, and both give equal bytes.

Invariant: no object made here is written by two fetches that could answer differently for it.
"""

from gateway.execution.typed.adaptive import Adaptive, Beside
from gateway.execution.typed.requests import Anomaly
from gateway.execution.typed.run import Recorded, TypedRun

__all__ = ["Adaptive", "Anomaly", "Beside", "Recorded", "TypedRun"]
