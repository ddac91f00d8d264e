"""One reference system for all tests of this folder: its start is most of their time."""

from collections.abc import Iterator

import pytest

from tests.house.repository import ROOT
from tests.system.reference import ReferenceSystem


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(ROOT / "tests/system"):
            item.add_marker(pytest.mark.services)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReferenceSystem]:
    running = ReferenceSystem(tmp_path_factory.mktemp("system"))
    try:
        yield running.ready()
    finally:
        running.stop()
