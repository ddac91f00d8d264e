"""The port to subgraphs over HTTP."""
