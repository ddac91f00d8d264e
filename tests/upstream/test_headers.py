"""Header rules: which subgraph gets what of a client's headers, whatever the client sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.execution.ports import SubgraphCall
from gateway.upstream import HeaderPolicy, HeaderRule, RuledTransport
from gateway.upstream.rules import UNTOUCHABLE

Rules = list[dict[str, Any]]

BEARER = {"authorization": "Bearer verified"}


def policy(everywhere: Rules | None = None, **by_subgraph: Rules) -> HeaderPolicy:
    return HeaderPolicy(
        [HeaderRule(**rule) for rule in everywhere or []],
        {name: [HeaderRule(**rule) for rule in rules] for name, rules in by_subgraph.items()},
    )


def sent(rules: HeaderPolicy, client: Mapping[str, str], subgraph: str = "users") -> dict[str, str]:
    """What a subgraph gets, with the endpoint's part before it: only wanted headers, then the bearer."""
    return rules.headers(subgraph, {name: value for name, value in client.items() if rules.wants(name)} | BEARER)


def test_without_rules_a_subgraph_gets_the_verified_bearer_alone() -> None:
    client = {"authorization": "Bearer forged", "cookie": "a=b", "x-tenant": "t", "host": "h"}
    assert sent(policy(), client) == BEARER
    assert policy().headers("users", {"x-tenant": "t"}) == {}


@pytest.mark.parametrize(
    ("rules", "client", "expected"),
    [
        ([{"propagate": "X-Tenant"}], {"x-tenant": "t", "x-other": "o"}, {"x-tenant": "t"}),
        ([{"propagate": "x-tenant"}], {}, {}),
        ([{"propagate": "x-tenant"}], {"x-tenant": ""}, {"x-tenant": ""}),
        ([{"propagate": "x-tenant", "default": "none"}], {}, {"x-tenant": "none"}),
        ([{"propagate": "x-tenant", "default": "none"}], {"x-tenant": "t"}, {"x-tenant": "t"}),
        ([{"propagate": "x-tenant", "rename": "x-org"}], {"x-tenant": "t", "x-org": "forged"}, {"x-org": "t"}),
        ([{"propagate": "x-tenant", "rename": "x-org", "default": "d"}], {"x-org": "forged"}, {"x-org": "d"}),
        (
            [{"propagate": "x-new", "rename": "x-t"}, {"propagate": "x-old", "rename": "x-t", "default": "d"}],
            {"x-new": "n"},
            {"x-t": "n"},
        ),
        (
            [{"propagate": "/X-app-.*/"}],
            {"x-app-a": "1", "x-app-b": "2", "my-x-app-c": "3"},
            {"x-app-a": "1", "x-app-b": "2"},
        ),
        ([{"propagate": "/x-.*/"}, {"remove": "x-b"}], {"x-a": "1", "x-b": "2"}, {"x-a": "1"}),
        ([{"remove": "x-b"}, {"propagate": "/x-.*/"}], {"x-a": "1", "x-b": "2"}, {"x-a": "1", "x-b": "2"}),
        ([{"propagate": "/x-.*/"}, {"remove": "/x-internal-.*/"}], {"x-a": "1", "x-internal-b": "2"}, {"x-a": "1"}),
        ([{"insert": "X-Via", "value": "hansa"}], {}, {"x-via": "hansa"}),
        ([{"insert": "x-via", "value": "a"}, {"insert": "x-via", "value": "b"}], {}, {"x-via": "b"}),
        ([{"propagate": "cookie"}], {"cookie": "a=b"}, {"cookie": "a=b"}),
    ],
)
def test_rules_hold_in_order(rules: Rules, client: dict[str, str], expected: dict[str, str]) -> None:
    assert sent(policy(rules), client) == BEARER | expected


def test_a_subgraphs_rules_follow_those_for_all_and_hold_for_it_alone() -> None:
    rules = policy(
        [{"propagate": "x-tenant"}, {"insert": "x-tier", "value": "all"}],
        users=[{"remove": "x-tenant"}, {"insert": "x-tier", "value": "users"}, {"propagate": "cookie"}],
    )
    client = {"x-tenant": "t", "cookie": "a=b"}
    assert sent(rules, client, "USERS") == BEARER | {"x-tier": "users", "cookie": "a=b"}
    assert sent(rules, client, "rag") == BEARER | {"x-tenant": "t", "x-tier": "all"}


@pytest.mark.parametrize("remove", ["Authorization", "/.*/", "/auth.*/"])
def test_the_bearer_can_be_kept_back(remove: str) -> None:
    rules = policy(None, partner=[{"remove": remove}])
    assert sent(rules, {}, "partner") == {}
    assert sent(rules, {}, "users") == BEARER


@pytest.mark.parametrize(
    "rule",
    [
        {"propagate": "x-secret"},
        {"propagate": "x-secret", "default": "d"},
        {"propagate": "x-other", "rename": "x-secret"},
        {"propagate": "/.*/"},
        {"propagate": "x_secret"},
        {"propagate": "x-other", "rename": "x_secret"},
    ],
)
@pytest.mark.parametrize("inserted_first", [True, False])
def test_a_client_cannot_set_what_is_inserted(rule: dict[str, str], inserted_first: bool) -> None:
    insert = {"insert": "x-secret", "value": "ours"}
    client = {"x-secret": "forged", "x_secret": "forged", "x-other": "forged"}
    for rules in (
        policy([insert, rule] if inserted_first else [rule, insert]),
        policy([rule], users=[insert]),
        policy([insert], users=[rule]),
        policy([insert], users=[{"remove": "x-secret"}, rule, insert]),
    ):
        headers = sent(rules, client)
        assert headers["x-secret"] == "ours"
        assert "x_secret" not in headers
    assert sent(policy([insert], users=[{"remove": "x-secret"}, rule]), client).get("x-secret") is None


def test_a_pattern_for_everything_passes_on_nothing_of_the_connection_the_gateway_or_the_cookie_jar() -> None:
    names = [*UNTOUCHABLE, "authorization", "cookie", "x_request_id", "hansa_deadline_ms", "proxy_authorization"]
    rules = policy([{"propagate": "/.*/"}], other=[{"propagate": "cookie"}])
    client = dict.fromkeys(names, "forged") | {"x-a": "1"}
    assert sent(rules, client) == BEARER | {"x-a": "1"}
    assert rules.headers("users", client | BEARER) == BEARER | {"x-a": "1"}


@pytest.mark.parametrize("name", sorted(UNTOUCHABLE))
@pytest.mark.parametrize(
    "rule", [{"propagate": "NAME"}, {"insert": "NAME", "value": "1"}, {"propagate": "x", "rename": "NAME"}]
)
def test_no_rule_decides_about_what_the_gateway_decides_itself(name: str, rule: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="the gateway does not decide about itself"):
        HeaderRule(**{key: value.replace("NAME", name.title()) for key, value in rule.items()})


@pytest.mark.parametrize(
    "rule",
    [
        {"propagate": "authorization"},
        {"insert": "Authorization", "value": "Basic x"},
        {"propagate": "x-token", "rename": "authorization"},
        {"propagate": "x a"},
        {"insert": "x-a\r\nx-b", "value": "1"},
        {"insert": "x-a", "value": ""},
        {"insert": "x-a", "value": "ü"},
        {"insert": "x-a", "value": "1\n"},
        {"propagate": "x-a", "default": "1\r\nx-b: 2"},
        {"remove": "/(/"},
        {"remove": "x-a", "default": "1"},
        {"propagate": "x-a", "value": "1"},
        {},
    ],
)
def test_a_rule_that_cannot_hold_is_refused(rule: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        HeaderRule(**rule)


async def test_the_call_goes_on_with_the_headers_of_its_subgraph() -> None:
    calls: list[SubgraphCall] = []

    class Noting:
        async def send(self, call: SubgraphCall) -> bytes:
            calls.append(call)
            return b"{}"

    transport = RuledTransport(Noting(), policy([{"propagate": "x-a"}]))
    call = SubgraphCall("users", b"body", "mutation", {"x-a": "1", "x-b": "2", **BEARER}, 9.0)
    assert await transport.send(call) == b"{}"
    assert calls == [SubgraphCall("users", b"body", "mutation", {"x-a": "1", **BEARER}, 9.0)]
