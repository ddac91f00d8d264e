"""The generators of subgraphs, and how many seeds of each are recorded."""

from __future__ import annotations

from collections.abc import Mapping

from tests.composition.oracle.generate import Generator
from tests.composition.oracle.generate_contexts import ContextGenerator
from tests.composition.oracle.generate_rich import RichGenerator

GENERATORS: Mapping[str, tuple[type[Generator], int]] = {
    "generated": (Generator, 200),
    "generated_rich": (RichGenerator, 1000),
    "generated_contexts": (ContextGenerator, 400),
}
