"""Two subgraphs bring parts of one object: what does not fit together is told at each null that it leaves.

`photos` and `profiles` share the root fields; each alone has one field of what is below.  Both executors
answer alike.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.errors import ErrorSettings
from gateway.execution.ports import OperationRequest, SubgraphCall
from gateway.federation.supergraph import Supergraph
from tests.execution.plans import Script
from tests.oracle.case import LINK, composed_of

SUBGRAPHS = {
    "photos": """
      type Query { profile: Profile @shareable  friends: [Profile] @shareable }
      type Profile { photo: String  camera: Camera @shareable }
      type Camera { lens: String }
    """,
    "profiles": """
      type Query { profile: Profile @shareable  friends: [Profile] @shareable }
      type Profile { bio: String  camera: Camera @shareable }
      type Camera { name: String }
    """,
}


@pytest.fixture(scope="module")
def supergraph() -> Supergraph:
    return Supergraph.from_sdl(composed_of({name: LINK + sdl for name, sdl in SUBGRAPHS.items()}))


class Late:
    """A script of which one subgraph answers after the other."""

    def __init__(self, script: Script, subgraph: str) -> None:
        self._script = script
        self._subgraph = subgraph

    async def send(self, call: SubgraphCall) -> bytes:
        for _ in range(5 if call.subgraph == self._subgraph else 0):
            await asyncio.sleep(0)
        return await self._script.send(call)


async def ask(
    supergraph: Supergraph, query: str, photos: Any, profiles: Any, late: str = "profiles"
) -> tuple[Any, dict[str, str]]:
    """Data, and the messages of errors by path."""
    answers = []
    for typed_after in (None, 0):
        script = Script(photos={"data": photos}, profiles={"data": profiles})
        settings = EngineSettings(errors=ErrorSettings(mask=False), typed_after=typed_after)
        engine = Engine(supergraph, Late(script, late), settings=settings, log=lambda *_: None)
        result = await engine.execute(OperationRequest(query))
        assert sorted(script.asked) == ["photos", "profiles"]
        paths = [".".join(map(str, error["path"])) for error in result.errors]
        assert len(set(paths)) == len(paths)
        errors = {path: error["message"] for path, error in zip(paths, result.errors, strict=True)}
        answers.append((msgspec.json.decode(msgspec.json.encode(result.data)), errors))
    assert answers[0] == answers[1]
    return answers[0]


async def test_parts_that_fit_are_put_together(supergraph: Supergraph) -> None:
    data, errors = await ask(
        supergraph,
        "{ profile { photo bio camera { lens name } } }",
        photos={"profile": {"photo": "2.png", "camera": {"lens": "50 mm"}}},
        profiles={"profile": {"bio": "born", "camera": {"name": "Box"}}},
    )
    assert data == {"profile": {"photo": "2.png", "bio": "born", "camera": {"lens": "50 mm", "name": "Box"}}}
    assert errors == {}


@pytest.mark.parametrize("late", SUBGRAPHS)
@pytest.mark.parametrize(
    ("junk", "seen"), [("x", "a string"), (7, "an integer"), (True, "a boolean"), (0.5, "a number")]
)
async def test_what_is_no_object_is_told_whoever_answers_first(
    supergraph: Supergraph, junk: Any, seen: str, late: str
) -> None:
    data, errors = await ask(
        supergraph, "{ profile { photo bio } }", {"profile": junk}, {"profile": {"bio": "born"}}, late
    )
    assert data == {"profile": {"photo": None, "bio": "born"}}
    assert errors == {"profile.photo": f"Subgraph 'photos' answered {seen} where an object was asked for."}


@pytest.mark.parametrize("late", SUBGRAPHS)
async def test_what_is_no_object_is_told_at_the_object_if_the_other_has_none(supergraph: Supergraph, late: str) -> None:
    data, errors = await ask(supergraph, "{ profile { photo bio } }", {"profile": "x"}, {"profile": None}, late)
    assert data == {"profile": None}
    assert errors == {"profile": "Subgraph 'photos' answered a string where an object was asked for."}


@pytest.mark.parametrize("late", SUBGRAPHS)
async def test_what_is_no_object_is_told_deep_in_lists(supergraph: Supergraph, late: str) -> None:
    data, errors = await ask(
        supergraph,
        "{ friends { photo bio camera { lens name } } }",
        photos={"friends": [{"photo": "1.png", "camera": 50}, 7, None]},
        profiles={"friends": [{"bio": "one", "camera": {"name": "Box"}}, {"bio": "two", "camera": None}, None]},
        late=late,
    )
    one = {"photo": "1.png", "bio": "one", "camera": {"lens": None, "name": "Box"}}
    assert data == {"friends": [one, {"photo": None, "bio": "two", "camera": None}, None]}
    assert errors == {
        "friends.0.camera.lens": "Subgraph 'photos' answered an integer where an object was asked for.",
        "friends.1.photo": "Subgraph 'photos' answered an integer where an object was asked for.",
        "friends.1.camera": "Subgraph 'photos' answered an integer where an object was asked for.",
    }


async def test_lists_that_differ_in_length_keep_the_first_and_tell_the_second(supergraph: Supergraph) -> None:
    query = "{ friends { photo bio } }"
    photos, profiles = {"friends": [{"photo": "1.png"}]}, {"friends": [{"bio": "one"}, {"bio": "two"}]}
    data, errors = await ask(supergraph, query, photos, profiles)
    assert data == {"friends": [{"photo": "1.png", "bio": None}]}
    assert errors == {
        "friends.0.bio": "Subgraph 'profiles' answered a list of 2 where there is one of 1 in another answer."
    }


async def test_an_object_and_a_list_keep_the_first_and_tell_the_second(supergraph: Supergraph) -> None:
    photos, profiles = {"profile": {"photo": "2.png"}}, {"profile": [{"bio": "born"}]}
    data, errors = await ask(supergraph, "{ profile { photo bio } }", photos, profiles)
    assert data == {"profile": {"photo": "2.png", "bio": None}}
    assert errors == {"profile.bio": "Subgraph 'profiles' answered a list where there is an object in another answer."}


@pytest.mark.parametrize("late", SUBGRAPHS)
async def test_errors_come_in_the_order_of_the_plan_whoever_answers_first(supergraph: Supergraph, late: str) -> None:
    data, errors = await ask(supergraph, "{ friends { bio } profile { photo } }", {}, {}, late)
    assert data == {"friends": None, "profile": None}
    assert list(errors) == ["friends", "profile"]
