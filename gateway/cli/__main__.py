"""`python -m gateway.cli`, the same as `hansa`."""

from gateway.cli.main import main

main()
