"""The checked-in SDL is what the code prints."""

from pathlib import Path

from subgraphs.users.app import schema

SDL = Path("schema/subgraphs/users.graphql")


def test_the_checked_in_sdl_is_the_printed_one() -> None:
    assert SDL.read_text() == schema().as_str() + "\n"
