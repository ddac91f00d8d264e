"""Fuzzers: mutated input for the parts that read what others wrote.

Each can be run by itself for as long as one likes, and has a short run with fixed seeds among the tests.
"""
