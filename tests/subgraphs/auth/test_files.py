"""Keys and clients on disk: private, kept, and refused with a reason when spoilt."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest
import yaml
from joserfc.jwk import ECKey

from gateway.telemetry import StartError
from subgraphs.auth.clients import Clients, hash_secret, matches
from subgraphs.auth.keys import SigningKeys


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "auth" / "keys.json"
    first = SigningKeys.open(path)
    assert SigningKeys.open(path).public() == first.public()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["keys.json"]


def test_the_published_key_is_public_and_named_by_its_thumbprint(tmp_path: Path) -> None:
    [key] = SigningKeys.open(tmp_path / "keys.json").public()["keys"]
    assert "d" not in key
    assert (key["kty"], key["crv"], key["use"], key["alg"]) == ("EC", "P-256", "sig", "ES256")
    assert key["kid"] == ECKey.import_key(key).thumbprint()


def test_the_first_key_signs_and_all_are_published(tmp_path: Path) -> None:
    old, new = (ECKey.generate_key("P-256") for _ in range(2))
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [key.as_dict(private=True) for key in (new, old)]}))
    keys = SigningKeys.open(tmp_path / "keys.json")
    assert [key["kid"] for key in keys.public()["keys"]] == [new.thumbprint(), old.thumbprint()]
    assert [key.kid for key in keys.signing] == [new.thumbprint()]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"keys": []}',
        '{"keys": ["x"]}',
        json.dumps({"keys": [ECKey.generate_key("P-384").as_dict(private=True)]}),
        json.dumps({"keys": [ECKey.generate_key("P-256").as_dict(private=False)]}),
    ],
)
def test_spoilt_keys_keep_the_server_from_starting(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(StartError, match=re.escape(str(path))):
        SigningKeys.open(path)
    assert path.read_text() == content, "a spoilt file is left for its owner to look at"


def test_the_first_client_is_made_once_and_kept(tmp_path: Path) -> None:
    Clients.open(tmp_path)
    secret = (tmp_path / "dev-client-secret").read_text()
    client = Clients.open(tmp_path).get("dev")
    assert client is not None
    assert client.check_client_secret(secret)
    assert not client.check_client_secret(secret + "x")
    for name in ("clients.yaml", "dev-client-secret"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert secret not in (tmp_path / "clients.yaml").read_text()


def test_a_lost_secret_file_does_not_change_the_clients(tmp_path: Path) -> None:
    Clients.open(tmp_path)
    before = (tmp_path / "clients.yaml").read_text()
    (tmp_path / "dev-client-secret").unlink()
    Clients.open(tmp_path)
    assert (tmp_path / "clients.yaml").read_text() == before


def test_hashes_are_salted() -> None:
    one, two = hash_secret("s"), hash_secret("s")
    assert one != two
    assert matches("s", one)
    assert matches("s", two)


GOOD = {"client_id": "a", "secret_hash": hash_secret("s"), "scopes": ["inference"]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "is not YAML"),
        ("", "clients.yaml: "),
        (yaml.safe_dump({"clients": [{**GOOD, "secret_hash": "plain"}]}), "clients.0.secret_hash: .*hash-secret"),
        (yaml.safe_dump({"clients": [{**GOOD, "scopes": ["root"]}]}), "unknown scope 'root'"),
        (yaml.safe_dump({"clients": [{**GOOD, "colour": "red"}]}), "clients.0.colour: Extra inputs"),
        (yaml.safe_dump({"clients": [GOOD, GOOD]}), "the client 'a' is there twice"),
    ],
)
def test_spoilt_clients_keep_the_server_from_starting(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "clients.yaml").write_text(content)
    with pytest.raises(StartError, match=message) as failure:
        Clients.open(tmp_path)
    assert "\n" not in str(failure.value)
    assert "plain" not in str(failure.value).replace("explain", "")


def test_a_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "auth").write_text("a file")
    with pytest.raises(StartError, match="cannot"):
        SigningKeys.open(tmp_path / "auth" / "keys.json")
