"""Whatever a subgraph answers is a checked response or one precise error."""

import pytest

from gateway.execution.ports import SubgraphError
from gateway.execution.responses import read_response


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html>", "did not answer JSON"),
        (b"", "did not answer JSON"),
        (b'{"data": {"a"', "did not answer JSON"),
        (b'{"data": {"a": 1e999}}', "did not answer JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"data": {"a": ' + b"9" * 10_000 + b"}}", "did not answer JSON"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"{}", "neither `data` nor `errors`"),
        (b'{"errors": []}', "neither `data` nor `errors`"),
        (b'{"data": []}', "`data` is not an object"),
        (b'{"data": {}, "errors": {}}', "`errors` is not a list"),
    ],
)
def test_what_is_no_graphql_response_is_refused(body: bytes, problem: str) -> None:
    with pytest.raises(SubgraphError) as refused:
        read_response("products", body)
    assert refused.value.code == "SUBGRAPH_INVALID_RESPONSE"
    assert refused.value.message.startswith("Subgraph 'products' ")
    assert problem in refused.value.message


def test_numbers_keep_their_digits() -> None:
    data = read_response("a", b'{"data": {"big": 123456789012345678901234567890, "small": 0.1}}').data
    assert data == {"big": 123456789012345678901234567890, "small": 0.1}


def test_null_data_reads_as_no_data() -> None:
    assert read_response("a", b'{"data": null, "errors": [{"message": "m"}]}').data == {}
    assert read_response("a", b'{"errors": [{"message": "m"}]}').data == {}


def test_odd_errors_are_still_errors() -> None:
    body = b'{"data": null, "errors": [7, {}, {"message": 1, "path": ["a", {}], "extensions": []}]}'
    errors = read_response("a", body).errors
    assert [(error.message, error.path, error.extensions) for error in errors] == [("Unspecified error", None, {})] * 3
