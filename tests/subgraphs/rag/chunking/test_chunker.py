"""How documents are cut: what a passage may hold, where it may begin and end, and what must never be lost."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from subgraphs.rag.chunking.chunker import ChunkingLimits, cut
from subgraphs.rag.documents import DocumentFormat, Passage

SMALL = ChunkingLimits(most=120, least=40, overlap=40)


def markdown(text: str, limits: ChunkingLimits = SMALL) -> list[Passage]:
    return cut(text, DocumentFormat.MARKDOWN, limits)


def plain(text: str, limits: ChunkingLimits = SMALL) -> list[Passage]:
    return cut(text, DocumentFormat.PLAIN_TEXT, limits)


def test_a_short_document_is_one_passage() -> None:
    text = "# Title\n\nOne sentence. And another."
    assert [passage.text for passage in markdown(text)] == [text]


def test_white_space_alone_is_nothing() -> None:
    assert markdown(" \n\n\t") == []
    assert plain("\n") == []


def test_a_heading_opens_a_passage_when_the_one_before_is_worth_reading_alone() -> None:
    body = "This section says enough to stand alone."
    first, second = markdown(f"# One\n\n{body}\n\n## Two\n\n{body}")
    assert first.text == f"# One\n\n{body}"
    assert second.text == f"## Two\n\n{body}"
    assert (first.headings, second.headings) == (("One",), ("One", "Two"))


def test_a_heading_never_ends_a_passage() -> None:
    text = "Words before it fill the passage nearly up. " * 2 + "\n\n# Heading\n\n" + "What follows is long too. " * 4
    for passage in markdown(text):
        assert not passage.text.rstrip().endswith("# Heading")


def test_a_continued_section_repeats_its_last_sentence() -> None:
    sentences = [f"Sentence number {n} of the section." for n in range(6)]
    passages = plain(" ".join(sentences))
    assert len(passages) > 1
    for before, after in itertools.pairwise(passages):
        assert after.start < before.end, "the two overlap"
        assert before.text.endswith(after.text[: before.end - after.start])
        assert before.end - after.start <= SMALL.overlap


def test_sections_do_not_overlap() -> None:
    body = "This section says enough to stand alone."
    first, second = markdown(f"# One\n\n{body}\n\n# Two\n\n{body}")
    assert first.end <= second.start


def test_a_code_block_stays_whole_while_it_fits() -> None:
    code = "```python\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n```"
    passages = markdown("A sentence before the code that is long enough to matter here.\n\n" * 2 + code)
    assert any(code in passage.text for passage in passages)


def test_a_code_block_that_does_not_fit_is_cut_between_lines() -> None:
    lines = [f"line_{n} = {n}" for n in range(40)]
    passages = markdown("```\n" + "\n".join(lines) + "\n```")
    assert len(passages) > 1
    joined = "\n".join(passage.text for passage in passages)
    assert all(line in joined.splitlines() for line in lines)


def test_a_hash_in_a_code_block_is_no_heading() -> None:
    [passage] = markdown("# Title\n\n```\n# a comment\n```")
    assert passage.headings == ("Title",)


def test_list_items_stay_whole_with_what_is_nested_in_them() -> None:
    items = [f"- item {n} says something. It has two sentences.\n  - nested {n}" for n in range(4)]
    text = "\n".join(items)
    for passage in markdown(text):
        for item in items:
            assert item in passage.text or item.split("\n")[0] not in passage.text


def test_setext_headings_and_tables_are_understood() -> None:
    text = "Title\n=====\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    [passage] = markdown(text)
    assert passage.headings == ("Title",)
    assert passage.text == text.strip()


def test_link_definitions_belong_to_no_block_and_are_kept() -> None:
    [passage] = markdown("See [the specification][spec].\n\n[spec]: https://spec.graphql.org/")
    assert "[spec]: https://spec.graphql.org/" in passage.text


PIECES = st.sampled_from(
    [
        "# H\n",
        "## Sub heading\n\n",
        "A sentence. ",
        "Another one!\n",
        "word ",
        "\n\n",
        "- item\n",
        "  - nested\n",
        "1. first\n",
        "```\ncode\n",
        "```\n",
        "> quote\n",
        "| a | b |\n|---|---|\n",
        "<div>\n",
        "---\n",
        "x" * 150,
        "\t",
        "é漢字 ",
        "\r\n",
        "\x0b",
    ]
)
DOCUMENTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=300)


@given(DOCUMENTS, st.sampled_from(DocumentFormat))
def test_passages_are_slices_that_cover_all_but_white_space(text: str, format: DocumentFormat) -> None:
    passages = cut(text, format, SMALL)
    covered = [False] * len(text)
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        covered[passage.start : passage.end] = [True] * (passage.end - passage.start)
    assert "".join(char for char, seen in zip(text, covered, strict=True) if not seen).strip() == ""


@given(DOCUMENTS, st.sampled_from(DocumentFormat))
def test_passages_go_forward_and_overlap_at_most_as_allowed(text: str, format: DocumentFormat) -> None:
    passages = cut(text, format, SMALL)
    for before, after in itertools.pairwise(passages):
        assert before.start < after.start
        assert before.end < after.end
        assert before.end - after.start <= SMALL.overlap


@given(DOCUMENTS)
def test_a_plain_text_passage_is_never_longer_than_allowed(text: str) -> None:
    assert all(len(passage.text) <= SMALL.most for passage in plain(text))
