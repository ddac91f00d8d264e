"""What a client asks, out of a JSON body or a query string (GraphQL over HTTP, sections 5.1 to 5.4).

The result is well-formed or there is a RequestError that names the member at fault; what the document says is the
engine's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import msgspec

from gateway.request.errors import RequestError, bad_request

_BOM = b"\xef\xbb\xbf"


class Parameters(NamedTuple):
    """A well-formed GraphQL request.

    Args:
        query: document text, not empty.
        operation_name: None for none.
        variables: raw JSON values by name.
    """

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = {}


def from_json(body: bytes) -> Parameters:
    """The parameters in the body of a POST.  Raises RequestError 400."""
    if not body:
        raise bad_request("The request has no body. Send a JSON object with the member 'query'.")
    members = _decode(body.removeprefix(_BOM), "The request body")
    if isinstance(members, list):
        raise bad_request(
            "Batches of operations are not supported. Send one JSON object for each.", "BATCHING_NOT_SUPPORTED"
        )
    if not isinstance(members, dict):
        raise bad_request("The request body must be a JSON object with the member 'query'.")
    return _checked(members)


def from_query_string(query_string: bytes) -> Parameters:
    """The parameters of a GET; `variables` and `extensions` are JSON.  Raises RequestError 400."""
    members: dict[str, Any] = {}
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=100
        )
    except UnicodeDecodeError as error:
        raise bad_request("The query string must be UTF-8, percent-encoded.") from error
    except ValueError as error:
        raise bad_request("The query string has too many parameters.") from error
    for name, value in pairs:
        if name in ("query", "operationName", "variables", "extensions"):
            if name in members:
                raise bad_request(f"The parameter '{name}' is given twice.")
            members[name] = value
    for name in ("variables", "extensions"):
        if name in members:
            members[name] = _decode(members[name].encode(), f"The parameter '{name}'") if members[name] else None
    members["operationName"] = members.get("operationName") or None
    return _checked(members)


def _decode(text: bytes, what: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise bad_request(f"{what} is not JSON: {error}.") from error
    except UnicodeDecodeError as error:
        raise bad_request(f"{what} is not UTF-8.") from error
    except RecursionError as error:
        raise bad_request(f"{what} is nested too deeply.") from error


def _checked(members: Mapping[str, Any]) -> Parameters:
    query = members.get("query")
    if query is None:
        raise _no_query(members)
    if not isinstance(query, str):
        raise bad_request("'query' must be a string.")
    operation_name = members.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise bad_request("'operationName' must be a string or null.")
    for name in ("variables", "extensions"):
        if members.get(name) is not None and not isinstance(members[name], dict):
            raise bad_request(f"'{name}' must be an object or null.")
    return Parameters(query, operation_name or None, members.get("variables") or {})


def _no_query(members: Mapping[str, Any]) -> RequestError:
    extensions = members.get("extensions")
    if isinstance(extensions, dict) and "persistedQuery" in extensions:
        return bad_request("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
    if "documentId" in members:
        return bad_request("Persisted documents are not supported: send 'query'.", "PERSISTED_DOCUMENTS_NOT_SUPPORTED")
    return bad_request("'query' is missing: send the GraphQL document as a string.")
