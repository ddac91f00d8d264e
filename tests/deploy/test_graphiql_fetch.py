"""Fetching GraphiQL's assets: whole or not at all, checked, once, and with a clear line when it cannot be done.

The script runs as people run it; only `npm` is a stand-in, first on the path, that packs what the test gave it.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import os
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "graphiql" / "fetch.py"

NPM = """#!{python}
import pathlib, shutil, sys
name, version = sys.argv[-1].rsplit("@", 1)
target = pathlib.Path(sys.argv[sys.argv.index("--pack-destination") + 1])
shutil.copy(pathlib.Path({packages!r}) / f"{{name}}.tgz", target / f"{{name}}-{{version}}.tgz")
with open({log!r}, "a") as log:
    log.write(f"{{name}} {{version}}\\n")
"""


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("graphiql_fetch", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def tarball(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@pytest.fixture
def registry(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages that the stand-in hands out; the script expects exactly these."""
    packages = tmp_path / "packages"
    packages.mkdir()
    expected = []
    for package in script.PACKAGES:
        content = tarball({file: f"{package.name}:{file}".encode() for file in package.files})
        (packages / f"{package.name}.tgz").write_bytes(content)
        digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
        expected.append(script.Package(package.name, package.version, digest, package.files))
    monkeypatch.setattr(script, "PACKAGES", tuple(expected))
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(NPM.format(python=sys.executable, packages=str(packages), log=str(tmp_path / "log")))
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}{os.pathsep}{os.environ['PATH']}")
    return packages


def test_the_files_are_brought_once(script: ModuleType, registry: Path, tmp_path: Path) -> None:
    target = tmp_path / "data" / "assets"
    assert script.main([str(target)]) == 0
    assert (target / "graphiql.min.css").read_text() == "graphiql:graphiql.min.css"
    assert {path.name for path in target.iterdir()} == {
        "react.production.min.js",
        "react-dom.production.min.js",
        "graphiql.min.js",
        "graphiql.min.css",
        "versions.txt",
    }
    assert script.main([str(target)]) == 0
    assert len((tmp_path / "log").read_text().splitlines()) == 3
    assert [path.name for path in target.parent.iterdir()] == ["assets"], "no scratch folder is left"


def test_an_incomplete_folder_is_made_anew(script: ModuleType, registry: Path, tmp_path: Path) -> None:
    target = tmp_path / "assets"
    script.main([str(target)])
    (target / "graphiql.min.js").unlink()
    (target / "stale.js").write_text("")
    assert script.main([str(target)]) == 0
    assert (target / "graphiql.min.js").is_file()
    assert not (target / "stale.js").exists()


def test_the_default_folder_is_in_the_data_directory(
    script: ModuleType, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANSA_DATA_DIR", str(tmp_path / "here"))
    assert script.main([]) == 0
    assert (tmp_path / "here/assets/graphiql/graphiql.min.js").is_file()


def test_a_package_that_is_not_the_expected_one_is_refused(
    script: ModuleType, registry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (registry / "react.tgz").write_bytes(tarball({"umd/react.production.min.js": b"evil"}))
    target = tmp_path / "assets"
    assert script.main([str(target)]) == 1
    assert "is not what was expected" in capsys.readouterr().err
    assert not target.exists()


def test_a_failing_npm_leaves_what_was_there(
    script: ModuleType, registry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "assets"
    target.mkdir()
    (target / "graphiql.min.js").write_text("old")
    (registry / "graphiql.tgz").unlink()
    assert script.main([str(target)]) == 1
    assert "npm could not get graphiql" in capsys.readouterr().err
    assert [path.name for path in target.iterdir()] == ["graphiql.min.js"]


def test_without_npm_one_line_says_so(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert script.main([str(tmp_path / "assets")]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "GraphiQL: not brought: npm is not installed. The page will load it from a CDN instead."
    ]


def test_script_and_page_agree_on_versions_and_files(script: ModuleType) -> None:
    from gateway.request.graphiql.page import ASSETS

    wanted = {f"{package.name}@{package.version}/{file}" for package in script.PACKAGES for file in package.files}
    assert {asset.path for asset in ASSETS} == wanted
