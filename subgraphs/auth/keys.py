"""The signing keys: ES256, kept in a private file, named by their thumbprint (RFC 7638).

The file is a JWK set: its first key signs, all are published, so a key can be replaced without refusing the tokens of
the one before: put the new one first, remove the old one when its last token has expired.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from gateway.telemetry import StartError
from subgraphs.auth.files import create_private, read

ALGORITHM = "ES256"


class SigningKeys:
    """The keys of one authorization server.

    Args:
        keys: at least one, with private parts; the first signs.
    """

    def __init__(self, keys: list[ECKey]) -> None:
        self._keys = keys
        self.signing = KeySet([keys[0]])

    def public(self) -> dict[str, Any]:
        """The JWK set to publish."""
        public = [key.as_dict(private=False) for key in self._keys]
        return {"keys": [{**key, "use": "sig", "alg": ALGORITHM} for key in public]}

    @classmethod
    def open(cls, path: Path) -> SigningKeys:
        """The keys in `path`; a new key is made when there is no file.

        Raises:
            StartError: the file cannot be read, or has no private P-256 key.
        """
        try:
            return cls(_parse(path, read(path)))
        except FileNotFoundError:
            pass
        key = ECKey.generate_key("P-256")
        try:
            create_private(path, json.dumps({"keys": [key.as_dict(private=True)]}))
        except FileExistsError:
            return cls(_parse(path, read(path)))
        return cls([_named(key)])


def _parse(path: Path, text: str) -> list[ECKey]:
    try:
        keys = [_named(ECKey.import_key(entry)) for entry in json.loads(text)["keys"]]
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise StartError(f"{path} is not a set of private EC keys: {error}") from error
    if not keys or not all(key.is_private and key.curve_name == "P-256" for key in keys):
        raise StartError(f"{path} must hold private keys on the curve P-256")
    return keys


def _named(key: ECKey) -> ECKey:
    return ECKey.import_key({**key.as_dict(private=key.is_private), "kid": key.thumbprint()})
