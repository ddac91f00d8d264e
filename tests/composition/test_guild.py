"""The second oracle: every difference between The Guild's composition and Apollo's has a reason."""

from tests.composition import guild
from tests.composition.cases import case_names, generated, outcomes
from tests.composition.oracle.catalogue import GENERATORS


def test_every_case_and_generated_set_is_recorded():
    assert [name for name in case_names() if "guild" not in outcomes()[name]] == []
    for name in GENERATORS:
        assert guild.guild()[name].keys() == generated(name).keys()


def test_every_difference_has_a_reason():
    assert [name for name, _, _, why in guild.differing() if why is None] == []
    assert [name for name, why in guild.differing_schemas() if why is None] == []


def test_the_page_is_fresh():
    assert guild.PAGE.read_text() == guild.page(), "run `python -m tests.composition.guild`"
