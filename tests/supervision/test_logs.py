"""What of a log is shown at the terminal."""

import os

import pytest

from gateway.supervision.logs import LogFile, readable


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('{"ts": "2026", "level": "error", "message": "cannot start: bad settings"}', "cannot start: bad settings"),
        ("plain text", "plain text"),
        ('{"no": "message"}', '{"no": "message"}'),
        ('{"message": 5}', '{"message": 5}'),
        ('["message"]', '["message"]'),
        ("{broken", "{broken"),
    ],
)
def test_a_json_line_is_shown_by_its_message(line, shown):
    assert readable(line) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"level": "info", "message": "starting"}\n{"level": "error", "message": "no disk"}\n', "no disk"),
        ('{"level": "error", "message": "hiccup"}\n{"level": "info", "message": "POST /graphql 200"}\n', None),
        ("Segmentation fault\n", "Segmentation fault"),
        ("", None),
    ],
)
def test_last_words_are_those_of_trouble(tmp_path, text, shown):
    log = LogFile(tmp_path / "a.log", 1000)
    descriptor = log.open()
    os.write(descriptor, text.encode())
    os.close(descriptor)
    assert log.last_words() == shown


def test_the_tail_is_of_the_present_run_only(tmp_path):
    log = LogFile(tmp_path / "a.log", 1000)
    for text in (b"first run\n", b"second run\n\n"):
        descriptor = log.open()
        os.write(descriptor, text)
        os.close(descriptor)
    assert log.tail(10) == ["second run"]
    assert (tmp_path / "a.log").read_text() == "first run\nsecond run\n\n"
