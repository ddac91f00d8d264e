"""`hansa up`: many processes under one supervisor.

The supervisor knows no service by name. It reads a file of processes, starts them in the order of their dependencies,
waits until each answers its readiness probe, restarts what dies, and ends everything in reverse order. The invariant:
whatever way it ends itself, no process it started outlives it.

It begins in `up`; who shares a part of it, as the workers' supervisor does, loads no more than that.
"""
