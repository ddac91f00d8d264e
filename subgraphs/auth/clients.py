"""The registered clients, in a file an operator edits; secrets are kept as scrypt hashes only.

On the first start the file gets one client, `dev`, whose generated secret lies beside it in a private file.
`python -m subgraphs.auth hash-secret` makes the hash of a further client's secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from gateway.telemetry import StartError
from subgraphs.auth.files import create_private, read
from subgraphs.auth.scopes import SCOPES, allowed_scope

_N, _R, _P = 2**14, 8, 1


def hash_secret(secret: str) -> str:
    """`scrypt$<salt>$<key>` of a secret, both parts in base64url."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_text(salt)}${_text(_derive(secret, salt))}"


def matches(secret: str, hashed: str) -> bool:
    """Whether `hashed` was made of `secret`; takes the same time either way."""
    _, salt, key = hashed.split("$")
    return hmac.compare_digest(_derive(secret, _bytes(salt)), _bytes(key))


class Client(BaseModel):
    """A registered client (RFC 6749 section 2); has the methods of Authlib's `ClientMixin` that our grants call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: str = Field(min_length=1, max_length=100)
    secret_hash: str = Field(description="Of `python -m subgraphs.auth hash-secret`.")
    scopes: tuple[str, ...] = Field(default=(), description="What it may ask for, and gets when it asks for nothing.")

    @field_validator("secret_hash")
    @classmethod
    def _is_hash(cls, value: str) -> str:
        parts = value.split("$")
        if len(parts) != 3 or parts[0] != "scrypt" or len(_bytes(parts[2])) != 32:
            raise ValueError("must be made by `python -m subgraphs.auth hash-secret`")
        return value

    @field_validator("scopes")
    @classmethod
    def _are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [scope for scope in value if scope not in SCOPES]
        if unknown:
            raise ValueError(f"unknown scope {unknown[0]!r}; known are {', '.join(SCOPES)}")
        return value

    def get_client_id(self) -> str:
        return self.client_id

    def get_allowed_scope(self, scope: str | None) -> str | None:
        return allowed_scope(scope, self.scopes)

    def check_client_secret(self, client_secret: str) -> bool:
        return matches(client_secret, self.secret_hash)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    clients: tuple[Client, ...]


class Clients:
    """The clients of a file.

    Args:
        clients: with distinct ids.
    """

    def __init__(self, clients: tuple[Client, ...]) -> None:
        self._clients = {client.client_id: client for client in clients}

    def get(self, client_id: str) -> Client | None:
        """The client of this id."""
        return self._clients.get(client_id)

    @classmethod
    def open(cls, directory: Path) -> Clients:
        """The clients in `clients.yaml` of `directory`, which is made with the client `dev` when missing.

        Raises:
            StartError: the file cannot be read; the message says what is wrong in it.
        """
        path = directory / "clients.yaml"
        try:
            text = read(path)
        except FileNotFoundError:
            _create(directory, path)
            text = read(path)
        return cls(_parse(path, text))


def _create(directory: Path, path: Path) -> None:
    secret_path = directory / "dev-client-secret"
    try:
        create_private(secret_path, secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    secret = read(secret_path).strip()
    client = {"client_id": "dev", "secret_hash": hash_secret(secret), "scopes": list(SCOPES)}
    try:
        create_private(path, yaml.safe_dump({"clients": [client]}, sort_keys=False))
    except FileExistsError:
        pass


def _parse(path: Path, text: str) -> tuple[Client, ...]:
    try:
        clients = _File.model_validate(yaml.safe_load(text)).clients
    except yaml.YAMLError as error:
        raise StartError(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        problem = error.errors(include_input=False)[0]
        raise StartError(f"{path}: {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}") from error
    ids = [client.client_id for client in clients]
    repeated = next((client_id for client_id in ids if ids.count(client_id) > 1), None)
    if repeated is not None:
        raise StartError(f"{path}: the client {repeated!r} is there twice")
    return clients


def _derive(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=_N, r=_R, p=_P, dklen=32)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)
