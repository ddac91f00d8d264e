"""Workers serve the shop that `hansa serve` is tested with."""

from tests.cli.conftest import sdl, shop

__all__ = ["sdl", "shop"]
