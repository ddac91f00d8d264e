"""Hansa beside other gateways: CPU, latency, memory and subgraph calls, over light subgraphs and with equal answers.

`python -m tests.benchmarks run` measures, `… report` writes docs/benchmarks.md from what was measured.
"""
