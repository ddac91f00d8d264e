"""When requests are sent, what they carry, and where their answers go."""

import asyncio
from typing import Any

import msgspec
import pytest

from gateway.execution.ports import SubgraphCall
from gateway.planning.plan import InputField, InputSet, TypeGuard
from tests.execution.plans import Run, Script, answering, entities, entity, errors_at, keys, root

SDL = """
type Query { me: User  users: [User!]  product: Product  products: [Product]  a: String  b: String }
type User { id: ID  name: String  age: Int  friend: User  address: Address  products: [Product] }
type Address { street: String  city: String  planet: Planet }
type Planet { name: String }
type Product { id: ID  owner: User  price: Int }
"""


async def test_a_root_request_is_the_whole_answer() -> None:
    script = Script(users={"data": {"me": {"id": "1", "name": "Ada"}}})
    assert await Run(SDL, "{ me { id name } }", root("users", "me"))(script) == {
        "data": {"me": {"id": "1", "name": "Ada"}}
    }
    assert msgspec.json.decode(script.calls[0].body) == {"query": "{ me }"}


async def test_only_the_variables_a_request_uses_are_sent_raw_and_absent_ones_left_out() -> None:
    script = Script(users={"data": {"a": "x"}})
    run = Run(SDL, "{ a }", root("users", "a", variables=("big", "none", "absent")))
    await run(script, {"big": {"n": 2**70}, "none": None, "other": 1}, {"authorization": "Bearer t"}, deadline=1e12)
    assert script.variables(0) == {"big": {"n": 2**70}, "none": None}
    assert script.calls[0].headers == {"authorization": "Bearer t"}
    assert script.calls[0].deadline == 1e12


async def test_entities_join_the_objects_they_were_asked_for() -> None:
    script = Script(
        users={"data": {"users": [{"id": "1"}, {"id": "2"}, {"id": "1"}]}},
        ages=answering("entities", **{"1": {"age": 10}, "2": {"age": 20}}),
    )
    run = Run(
        SDL, "{ users { id age } }", root("users", "users"), entities("ages", entity(("users",), typename="User"))
    )
    assert await run(script) == {
        "data": {"users": [{"id": "1", "age": 10}, {"id": "2", "age": 20}, {"id": "1", "age": 10}]}
    }
    assert script.variables(1) == {"entities": [{"__typename": "User", "id": "1"}, {"__typename": "User", "id": "2"}]}


async def test_one_fetch_may_serve_several_positions() -> None:
    script = Script(
        users={"data": {"me": {"id": "1"}, "users": [{"id": "2"}, {"id": "1"}]}},
        ages=answering("entities", **{"1": {"age": 10}, "2": {"age": 20}}),
    )
    fetch = entity(("me",), ("users",), typename="User")
    run = Run(SDL, "{ me { age } users { age } }", root("users", "me", "users"), entities("ages", fetch))
    assert await run(script) == {"data": {"me": {"age": 10}, "users": [{"age": 20}, {"age": 10}]}}
    assert len(script.variables(1)["entities"]) == 2


async def test_several_entity_fetches_travel_in_one_request() -> None:
    script = Script(
        users={"data": {"me": {"id": "1"}, "product": {"id": "p"}}},
        more={"data": {"_e1": [{"age": 3}], "_e2": [{"price": 7}]}},
    )
    fetches = (
        entity(("me",), typename="User", alias="_e1"),
        entity(("product",), typename="Product", alias="_e2"),
    )
    run = Run(SDL, "{ me { age } product { price } }", root("users", "me", "product"), entities("more", *fetches))
    assert await run(script) == {"data": {"me": {"age": 3}, "product": {"price": 7}}}
    assert script.asked == ["users", "more"]


async def test_without_representations_a_request_is_skipped_and_those_after_it_still_run() -> None:
    script = Script(users={"data": {"me": None, "a": "x"}}, ages=AssertionError("asked"), last={"data": {"b": "y"}})
    run = Run(
        SDL,
        "{ me { age } a b }",
        root("users", "me", "a"),
        entities("ages", entity(("me",), typename="User"), id=1, after=(0,)),
        root("last", "b", id=2, after=(1,)),
    )
    assert await run(script) == {"data": {"me": None, "a": "x", "b": "y"}}
    assert script.asked == ["users", "last"]


async def test_a_part_without_representations_does_not_hold_back_the_other_part() -> None:
    script = Script(
        users={"data": {"me": None, "product": {"id": "p"}}}, more={"data": {"_e1": [], "_e2": [{"price": 7}]}}
    )
    fetches = (
        entity(("me",), typename="User", alias="_e1"),
        entity(("product",), typename="Product", alias="_e2"),
    )
    run = Run(SDL, "{ me { age } product { price } }", root("users", "me", "product"), entities("more", *fetches))
    assert await run(script) == {"data": {"me": None, "product": {"price": 7}}}
    assert script.variables(1) == {"e1": [], "e2": [{"__typename": "Product", "id": "p"}]}


async def test_a_null_entity_adds_nothing_and_is_no_error() -> None:
    script = Script(
        users={"data": {"users": [{"id": "1", "name": "Ada"}, {"id": "2", "name": "Bo"}]}},
        ages={"data": {"_entities": [None, {"age": 2, "name": None}]}},
    )
    run = Run(
        SDL, "{ users { name age } }", root("users", "users"), entities("ages", entity(("users",), typename="User"))
    )
    assert await run(script) == {"data": {"users": [{"name": "Ada", "age": None}, {"name": "Bo", "age": 2}]}}


async def test_positions_that_share_an_entity_do_not_share_what_is_fetched_below_it() -> None:
    """Both users have one friend object by `friends`, but their addresses are told apart by what `me` is."""
    script = Script(
        users={"data": {"users": [{"id": "1", "name": "Ada"}, {"id": "1", "name": "Bo"}]}},
        friends={"data": {"_entities": [{"friend": {"id": "9"}}]}},
        ages=answering("entities", **{"9": {"age": 9}}),
        names={"data": {"_names": [{"friend": {"name": "of Ada"}}, {"friend": {"name": "of Bo"}}]}},
    )
    run = Run(
        SDL,
        "{ users { friend { age name } } }",
        root("users", "users"),
        entities("friends", entity(("users",), typename="User"), id=1),
        entities("ages", entity(("users", "friend"), typename="User"), id=2, after=(1,)),
        entities("names", entity(("users",), typename="User", inputs=keys("name"), alias="_names"), id=3, after=(2,)),
    )
    assert await run(script) == {
        "data": {"users": [{"friend": {"age": 9, "name": "of Ada"}}, {"friend": {"age": 9, "name": "of Bo"}}]}
    }


async def test_a_part_of_an_object_without_a_key_comes_by_its_parent() -> None:
    script = Script(
        one={"data": {"me": {"id": "1", "address": {"street": "S", "planet": {}}}}},
        two={"data": {"_entities": [{"address": {"city": "C", "planet": {"name": "Earth"}}}]}},
    )
    run = Run(
        SDL,
        "{ me { address { street city planet { name } } } }",
        root("one", "me"),
        entities("two", entity(("me",), typename="User")),
    )
    address = {"street": "S", "city": "C", "planet": {"name": "Earth"}}
    assert await run(script) == {"data": {"me": {"address": address}}}


async def test_a_root_type_reached_from_within_is_merged_into_every_such_object() -> None:
    sdl = "type Query { start: [Query]  a: String  inner: Inner } type Inner { x: Int }"
    script = Script(one={"data": {"start": [{}, None, {}]}}, two={"data": {"a": "v", "inner": {"x": 1}}})
    run = Run(
        sdl,
        "{ start { a inner { x } } }",
        root("one", "start"),
        root("two", "a", "inner", id=1, after=(0,), path=("start",)),
    )
    item = {"a": "v", "inner": {"x": 1}}
    assert await run(script) == {"data": {"start": [item, None, item]}}


async def test_a_root_type_that_was_not_reached_is_not_fetched() -> None:
    sdl = "type Query { start: Query  a: String }"
    script = Script(one={"data": {"start": None}}, two=AssertionError("asked"))
    run = Run(sdl, "{ start { a } }", root("one", "start"), root("two", "a", id=1, after=(0,), path=("start",)))
    assert await run(script) == {"data": {"start": None}}


async def test_a_guarded_fetch_asks_only_for_its_types() -> None:
    sdl = """type Query { pets: [Pet] } interface Pet { id: ID } type Cat implements Pet { id: ID lives: Int }
             type Dog implements Pet { id: ID }"""
    pets = [{"__typename": "Cat", "id": "1"}, {"__typename": "Dog", "id": "2"}]
    script = Script(pets={"data": {"pets": pets}}, cats={"data": {"_entities": [{"lives": 9}]}})
    path = ("pets", TypeGuard(frozenset({"Cat"})))
    run = Run(sdl, "{ pets { id ... on Cat { lives } } }", root("pets", "pets"), entities("cats", entity(path)))
    assert await run(script) == {"data": {"pets": [{"id": "1", "lives": 9}, {"id": "2"}]}}
    assert script.variables(1) == {"entities": [{"__typename": "Cat", "id": "1"}]}


async def test_an_alias_equal_to_a_key_is_not_taken_for_it() -> None:
    script = Script(
        users={"data": {"me": {"id": "Ada", "_id": "1"}}},
        ages=answering("entities", **{"1": {"age": 10}}),
    )
    inputs = InputSet((InputField("id", "_id", key=True),))
    run = Run(
        SDL,
        "{ me { id: name age } }",
        root("users", "me"),
        entities("ages", entity(("me",), typename="User", inputs=inputs)),
    )
    assert await run(script) == {"data": {"me": {"id": "Ada", "age": 10}}}


class Gates:
    """A transport whose answers wait until the test lets them go."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers
        self.open = {name: asyncio.Event() for name in answers}
        self.started = {name: asyncio.Event() for name in answers}
        self.cancelled: list[str] = []

    async def send(self, call: SubgraphCall) -> bytes:
        self.started[call.subgraph].set()
        try:
            await self.open[call.subgraph].wait()
        except asyncio.CancelledError:
            self.cancelled.append(call.subgraph)
            raise
        return msgspec.json.encode({"data": self._answers[call.subgraph]})


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def diamond() -> Run:
    """slow and fast start together; after_fast needs only fast; last needs slow and after_fast."""
    sdl = "type Query { slow: Int fast: Int after: Int last: Int }"
    return Run(
        sdl,
        "{ slow fast after last }",
        root("slow", "slow", id=0),
        root("fast", "fast", id=1),
        root("after_fast", "after", id=2, after=(1,)),
        root("last", "last", id=3, after=(0, 2)),
    )


async def test_a_request_starts_when_its_own_inputs_are_there_not_when_a_wave_ends() -> None:
    gates = Gates(slow={"slow": 1}, fast={"fast": 2}, after_fast={"after": 3}, last={"last": 4})
    running = asyncio.create_task(diamond()(gates))
    await settle()
    assert [name for name, started in gates.started.items() if started.is_set()] == ["slow", "fast"]
    gates.open["fast"].set()
    await settle()
    assert gates.started["after_fast"].is_set()
    gates.open["after_fast"].set()
    await settle()
    assert not gates.started["last"].is_set()
    gates.open["slow"].set()
    gates.open["last"].set()
    assert await running == {"data": {"slow": 1, "fast": 2, "after": 3, "last": 4}}


async def test_when_the_caller_goes_away_every_fetch_is_cancelled_and_no_task_is_left() -> None:
    gates = Gates(slow={"slow": 1}, fast={"fast": 2}, after_fast={"after": 3}, last={"last": 4})
    before = asyncio.all_tasks()
    running = asyncio.create_task(diamond()(gates))
    await settle()
    gates.open["fast"].set()
    await settle()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert sorted(gates.cancelled) == ["after_fast", "slow"]
    assert asyncio.all_tasks() == before


async def test_a_chain_runs_in_the_callers_own_task() -> None:
    tasks: set[object] = set()

    class Watching(Script):
        async def send(self, call: SubgraphCall) -> bytes:
            tasks.add(asyncio.current_task())
            return await super().send(call)

    script = Watching(users={"data": {"me": {"id": "1"}}}, ages=answering("entities", **{"1": {"age": 1}}))
    run = Run(SDL, "{ me { age } }", root("users", "me"), entities("ages", entity(("me",), typename="User")))
    await run(script)
    assert tasks == {asyncio.current_task()}


async def test_variables_that_are_too_deep_to_be_written_cost_the_request_that_needs_them() -> None:
    deep: list[Any] = []
    for _ in range(10_000):
        deep = [deep]
    run = Run(
        "type Query { a: Int  b: Int }", "{ a b }", root("one", "a", variables=("x",)), root("two", "b", id=1, after=())
    )
    script = Script(one={"data": {"a": 1}}, two={"data": {"b": 2}})
    result = await run(script, {"x": deep})
    assert result["data"] == {"a": None, "b": 2}
    assert errors_at(result) == {("a",): "What subgraph 'one' needs to know is nested too deeply to be sent."}
    assert script.asked == ["two"]
