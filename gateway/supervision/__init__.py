"""`hansa up`: many processes under one supervisor.

The supervisor knows no service by name. It reads a file of processes, starts them in the order of their dependencies,
waits until each answers its readiness probe, restarts what dies, and ends everything in reverse order. The invariant:
whatever way it ends itself, no process it started outlives it.
"""

from gateway.supervision.up import run_up

__all__ = ["run_up"]
