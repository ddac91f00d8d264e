"""The README's commands work as they are written, and answer in the shape that it shows."""

import json
import subprocess

import pytest

from tests.house.repository import ROOT
from tests.system.readme import blocks, shape

README = (ROOT / "README.md").read_text("utf-8")
SEPARATOR = "\x1e"


def test_the_readme_starts_the_system_and_asks_it(system):
    """All blocks share one shell, so that a token taken in one serves the next."""
    runnable = [block for block in blocks(README) if block.script]
    assert "make run" in README
    assert runnable, "the README shows no command to run"
    script = f"\nprintf '{SEPARATOR}'\n".join(system.moved(block.script) for block in runnable)
    ran = subprocess.run(["sh", "-e", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    outputs = ran.stdout.split(SEPARATOR)
    assert ran.returncode == 0, f"README.md:{runnable[len(outputs) - 1].line}: {ran.stderr}\n{ran.stdout}"
    for block, output in zip(runnable, outputs, strict=True):
        if block.answer is not None:
            answered = json.loads(output)
            assert "errors" not in answered, f"README.md:{block.line}: {output}"
            assert shape(answered) == shape(json.loads(block.answer)), f"README.md:{block.line}: {output}"


@pytest.mark.parametrize(
    ("text", "script", "answer"),
    [
        ("```sh\nmake run\n```\n", "", None),
        ("a\n```sh\ngit clone x\ncd x\ncurl y\n```\nthen\n```json\n{}\n```\n", "curl y", "{}\n"),
        ("```sh\nls\n```\n```graphql\n{ me }\n```\n```json\n{}\n```\n", "ls", None),
    ],
)
def test_blocks_are_found(text, script, answer):
    [block] = blocks(text)
    assert (block.script, block.answer) == (script, answer)


def test_shapes_differ_where_an_answer_lacks_something():
    assert shape({"a": [{"b": "x"}, {"b": "y"}]}) == shape({"a": [{"b": "z"}]})
    assert shape({"a": None}) != shape({"a": "x"})
    assert shape({"a": []}) != shape({"a": ["x"]})
