"""Subgraphs with tags, and the contracts that are made of them here and by Hive.

`hive.json` has Hive's answers, written by `refresh.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graphql import lexicographic_sort_schema, print_schema

from gateway.composition import Contract, ContractResult, SubgraphSource, apply_contract, compose
from gateway.federation.supergraph import Supergraph
from tests.composition.contracts.generate import LINK, Tagged

RECORDED = Path(__file__).parent / "hive.json"
SEEDS = range(120)


@dataclass(frozen=True)
class Case:
    """A contract of some subgraphs."""

    sources: list[SubgraphSource]
    contract: Contract


def one(sdl: str, include: str = "", exclude: str = "", *, hide: bool = True) -> Case:
    """A contract of one subgraph; tags are separated by spaces."""
    contract = Contract("c", frozenset(include.split()), frozenset(exclude.split()), hide)
    return Case([SubgraphSource("a", "http://a", LINK + sdl)], contract)


def generated(seed: int) -> Case:
    """By turns a contract that excludes, one that includes, one that does both."""
    include = frozenset(() if seed % 3 == 0 else ("shown",))
    exclude = frozenset(() if seed % 3 == 1 else ("hidden",))
    contract = Contract("c", include, exclude, hide_unreachable_types=seed % 2 == 0)
    return Case(Tagged(seed, covering=bool(include)).sources(), contract)


CASES: dict[str, Case] = {
    "field-excluded": one('type Query { a: Int b: Int @tag(name: "x") }', exclude="x"),
    "type-and-its-field-excluded": one(
        'type Query { a: Int t: T @tag(name: "x") } type T @tag(name: "x") { id: ID }', exclude="x"
    ),
    "type-excluded-but-not-the-field": one('type Query { a: Int t: T } type T @tag(name: "x") { id: ID }', exclude="x"),
    "all-fields-excluded": one('type Query { a: Int t: T } type T { id: ID @tag(name: "x") }', exclude="x"),
    "query-excluded": one('type Query @tag(name: "x") { a: Int }', exclude="x"),
    "nothing-of-query-included": one('type Query { a: Int } type T { id: ID @tag(name: "p") }', "p"),
    "mutation-emptied": one(
        'type Query { a: Int } type Mutation { go: Int @tag(name: "x") } type Subscription { s: Int }', exclude="x"
    ),
    "optional-argument-excluded": one('type Query { a(b: Int @tag(name: "x"), c: Int): Int }', exclude="x"),
    "required-argument-excluded": one('type Query { a(b: Int! @tag(name: "x")): Int }', exclude="x"),
    "argument-with-default-excluded": one('type Query { a(b: Int! = 1 @tag(name: "x")): Int }', exclude="x"),
    "required-input-field-excluded": one(
        'type Query { a(i: I): Int } input I { b: Int! @tag(name: "x") c: Int }', exclude="x"
    ),
    "optional-input-field-excluded": one(
        'type Query { a(i: I): Int } input I { b: Int @tag(name: "x") c: Int }', exclude="x"
    ),
    "input-emptied": one('type Query { a(i: I): Int b: Int } input I { b: Int @tag(name: "x") }', exclude="x"),
    "enum-value-excluded": one('type Query { e: E } enum E { A B @tag(name: "x") }', exclude="x"),
    "enum-emptied": one('type Query { a: Int e: E } enum E { A @tag(name: "x") }', exclude="x"),
    "enum-value-excluded-but-a-default": one(
        'type Query { a(e: E = B): Int } enum E { A B @tag(name: "x") }', exclude="x"
    ),
    "scalar-excluded": one('type Query { a: Int s: S @tag(name: "x") } scalar S @tag(name: "x")', exclude="x"),
    "union-member-excluded": one(
        'type Query { u: U } union U = A | B type A { a: Int } type B @tag(name: "x") { b: Int }', exclude="x"
    ),
    "union-excluded": one(
        'type Query { a: Int u: U @tag(name: "x") } union U @tag(name: "x") = A type A { a: Int }', exclude="x"
    ),
    "union-emptied": one(
        'type Query { a: Int u: U @tag(name: "x") } union U = A type A @tag(name: "x") { a: Int }', exclude="x"
    ),
    "interface-excluded": one(
        'type Query { a: A } interface I @tag(name: "x") { id: ID } type A implements I { id: ID }', exclude="x"
    ),
    "implementing-field-excluded": one(
        'type Query { a: A i: I } interface I { id: ID } type A implements I { id: ID @tag(name: "x") b: Int }',
        exclude="x",
    ),
    "interface-field-excluded": one(
        'type Query { a: A i: I } interface I { id: ID @tag(name: "x") b: Int } type A implements I { id: ID b: Int }',
        exclude="x",
    ),
    "tag-inherited-by-fields": one('type Query { a: A @tag(name: "p") } type A @tag(name: "p") { b: Int c: Int }', "p"),
    "type-included-by-one-field": one(
        'type Query { a: A @tag(name: "p") } type A { b: Int @tag(name: "p") c: Int }', "p"
    ),
    "included-field-of-a-type-without-included-fields": one(
        'type Query { a: A @tag(name: "p") } type A { b: Int }', "p"
    ),
    "union-needs-its-tag": one(
        'type Query { u: U @tag(name: "p") } union U = A type A @tag(name: "p") { a: Int }', "p"
    ),
    "union-with-its-tag": one(
        'type Query { u: U @tag(name: "p") } union U @tag(name: "p") = A type A @tag(name: "p") { a: Int }', "p"
    ),
    "exclusion-wins": one('type Query { a: Int @tag(name: "p") b: Int @tag(name: "p") @tag(name: "x") }', "p", "x"),
    "several-tags": one('type Query { a: Int @tag(name: "p") b: Int @tag(name: "q") c: Int @tag(name: "r") }', "p q"),
    "arguments-need-no-tag": one('type Query { a(b: Int): Int @tag(name: "p") }', "p"),
    "what-inputs-are-made-of-needs-no-tag": one(
        'type Query { a(i: I, s: S): E @tag(name: "p") } input I { b: Int } scalar S enum E { A B }', "p"
    ),
    "unreachable-hidden": one("type Query { a: Int } type T { id: ID } enum E { A } scalar S", exclude="x"),
    "unreachable-shown": one("type Query { a: Int } type T { id: ID } enum E { A } scalar S", exclude="x", hide=False),
    "unreachable-after-hiding": one(
        'type Query { a: Int t: T @tag(name: "x") } type T { u: U } type U { id: ID }', exclude="x"
    ),
    "unreachable-and-not-valid": one(
        'type Query { a: Int b: T @tag(name: "x") } type T { u: U } type U @tag(name: "x") { id: ID }', exclude="x"
    ),
    "implementations-are-reachable": one(
        'type Query { i: I z: Int @tag(name: "x") } interface I { id: ID } type A implements I { id: ID b: B } '
        "type B { id: ID }",
        exclude="x",
    ),
    "inaccessible-stays": one('type Query { a: Int b: Int @inaccessible c: Int @tag(name: "x") }', exclude="x"),
    "key-field-hidden": one(
        'type Query { u: User } type User @key(fields: "id") { id: ID! @tag(name: "x") name: String }', exclude="x"
    ),
}


@cache
def all_cases() -> dict[str, Case]:
    """By name; generated ones by their seed."""
    return CASES | {str(seed): generated(seed) for seed in SEEDS}


@cache
def recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RECORDED.read_text())
    return found


def view(case: Case) -> ContractResult:
    """The contract, applied to what its subgraphs compose to."""
    composed = compose(case.sources)
    assert composed.supergraph_sdl is not None, [str(each) for each in composed.errors]
    return apply_contract(composed.supergraph_sdl, case.contract)


@cache
def outcome_of(name: str) -> dict[str, Any]:
    """As `outcome`, once for all tests."""
    return outcome(all_cases()[name])


def outcome(case: Case) -> dict[str, Any]:
    """Ours, as Hive's is recorded: codes, or the API schema in one order."""
    result = view(case)
    codes = sorted({error.code for error in result.errors})
    return {"errors": codes, "api": api_of(result.supergraph_sdl) if result.supergraph_sdl else None}


def api_of(supergraph_sdl: str) -> str:
    """What clients see, in one order."""
    return print_schema(lexicographic_sort_schema(Supergraph.from_sdl(supergraph_sdl).api_schema))
