"""The sample corpus: where it goes, and that no start loses or doubles it."""

from __future__ import annotations

import logging
import shutil
import signal
import subprocess
import sys
from pathlib import Path, PurePath

import pytest

from subgraphs.rag.embedding import WordLlamaEmbedder
from subgraphs.rag.ingestion import Ingestion
from subgraphs.rag.samples.loader import SampleLoader
from subgraphs.rag.samples.shelves import collection_for, document_id_for, owner_for
from subgraphs.rag.search.parameters import checked
from subgraphs.rag.search.searcher import Searcher
from subgraphs.rag.store.sqlite import SqliteDocumentStore
from tests.subgraphs.rag.conftest import Add


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "samples"
    (folder / "ships").mkdir(parents=True)
    for n in range(8):
        (folder / f"key-{n}.md").write_text(f"# Key {n}\n\nKey number {n} opens door number {n}.\n")
    (folder / "ships" / "cog.txt").write_text("A cog is a ship with one mast.")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


@pytest.fixture
def loader(store: SqliteDocumentStore, ingestion: Ingestion, folder: Path) -> SampleLoader:
    return SampleLoader(store, ingestion, folder)


@pytest.mark.parametrize(
    ("path", "collection"),
    [
        ("entities-and-keys.md", "federation"),
        ("query-planning.md", "federation"),
        ("hybrid-search.md", "ai"),
        ("rag.md", "ai"),
        ("rate_limits.md", "operations"),
        ("nullability.md", "graphql"),
        ("whatever-else.md", "graphql"),
        ("ships/cog.txt", "ships"),
        ("operations/keys.md", "operations"),
    ],
)
def test_the_file_name_decides_the_collection(path: str, collection: str) -> None:
    assert collection_for(PurePath(path)).id == collection


def test_owners_are_the_development_users_in_turn() -> None:
    assert [owner_for(position) for position in range(37)] == [f"user-{n}" for n in [*range(1, 37), 1]]


async def test_an_empty_store_is_filled_once(
    loader: SampleLoader, store: SqliteDocumentStore, searcher: Searcher
) -> None:
    assert loader.progress is not None
    assert await loader.load() == 9
    assert loader.progress is None
    assert await store.count_documents() == 9
    assert {collection.id for collection in await store.collections()} == {"general", "federation", "ships"}
    [[hit]] = await searcher.search([checked("mast", 1, "ships", 0.0)])
    cog = (await store.documents_by_ids([hit.chunk.document_id]))[hit.chunk.document_id]
    assert (cog.title, cog.owner_id) == ("Cog", "user-9")
    assert await loader.load() == 0


async def test_a_changed_file_replaces_its_document_and_a_new_one_is_added(
    loader: SampleLoader, store: SqliteDocumentStore, searcher: Searcher, folder: Path
) -> None:
    await loader.load()
    id = document_id_for(PurePath("key-3.md"))
    before = (await store.documents_by_ids([id]))[id]
    (folder / "a-new-first.md").write_text("# First\n\nIt moves the others by one.\n")
    (folder / "key-3.md").write_text("# Key 3\n\nKey number 3 opens the treasure chest.\n")
    (folder / "key-9.md").write_text("# Key 9\n\nKey number 9 opens nothing.\n")
    assert await loader.load() == 3
    assert await store.count_documents() == 11
    [[hit]] = await searcher.search([checked("treasure", 1, None, 0.0)])
    assert hit.chunk.document_id == id
    assert (await store.documents_by_ids([id]))[id] == before, "the same document: its owner and its age stay"


async def test_somebodys_own_documents_are_left_alone(
    loader: SampleLoader, store: SqliteDocumentStore, add: Add
) -> None:
    await add("Mine", "My own words.")
    assert await loader.load() == 0
    assert await store.count_documents() == 1
    assert loader.progress is None


async def test_own_documents_beside_samples_stay(loader: SampleLoader, store: SqliteDocumentStore, add: Add) -> None:
    await loader.load()
    mine = await add("Mine", "My own words.")
    await loader.load()
    assert mine.id in await store.documents_by_ids([mine.id])


async def test_a_missing_folder_is_a_clear_warning(
    store: SqliteDocumentStore, ingestion: Ingestion, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    loader = SampleLoader(store, ingestion, tmp_path / "nowhere")
    assert await loader.load() == 0
    assert loader.progress is None
    [warning] = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert warning == f"no sample documents: the folder {tmp_path}/nowhere does not exist (HANSA_SAMPLE_DOCUMENTS)"


async def test_files_that_cannot_be_used_are_left_out_with_a_warning(
    loader: SampleLoader, store: SqliteDocumentStore, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "latin1.md").write_bytes(b"# Schl\xfcssel")
    (folder / "blank.md").write_text(" \n")
    await loader.load()
    assert await store.count_documents() == 9
    warnings = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert [warning.split(" is left out")[0].rsplit("/", 1)[-1] for warning in warnings] == [
        "latin1.md",
        "sample document blank.md",
    ]


DIES = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from subgraphs.rag.embedding import WordLlamaEmbedder
from subgraphs.rag.ingestion import Ingestion
from subgraphs.rag.samples.loader import SampleLoader
from subgraphs.rag.store.sqlite import SqliteDocumentStore

async def main():
    embedder = WordLlamaEmbedder.load()
    store = SqliteDocumentStore(Path(sys.argv[1]), embedder.name, embedder.dimensions)
    left = int(sys.argv[3])
    def die(cursor, statement, bindings):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return True
    await store._database.run(lambda connection: setattr(connection, "exec_trace", die))
    ingestion = Ingestion(store, embedder, lambda: datetime.now(UTC), lambda: "unused")
    print(await SampleLoader(store, ingestion, Path(sys.argv[2])).load())

asyncio.run(main())
"""


def test_a_start_that_is_killed_anywhere_is_continued_by_the_next(tmp_path: Path, folder: Path) -> None:
    """Every start dies a little later; the one that lives finds all documents, each once."""
    path = tmp_path / "rag.sqlite"
    command = [sys.executable, "-c", DIES, str(path), str(folder)]
    died = 0
    for statements in range(25, 200, 35):
        run = subprocess.run([*command, str(statements)], capture_output=True, check=False)
        if run.returncode == 0:
            break
        assert run.returncode == -signal.SIGKILL, run.stderr.decode()
        died += 1
    assert died >= 2
    assert subprocess.run([*command, "-1"], check=True, capture_output=True).returncode == 0
    embedder = WordLlamaEmbedder.load()
    store = SqliteDocumentStore(path, embedder.name, embedder.dimensions)
    counts = store._database._connection.execute(
        "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM chunk), "
        "(SELECT count(*) FROM chunk_text), (SELECT count(*) FROM chunk_vector)"
    ).get
    store.close()
    assert counts == (9, 9, 9, 9)


async def test_the_handbook_of_this_project_can_be_searched(
    store: SqliteDocumentStore, ingestion: Ingestion, searcher: Searcher
) -> None:
    """The default corpus: what a passage defines is among the first three hits for it."""
    assert await SampleLoader(store, ingestion, Path("docs/handbook")).load() >= 30
    for question, definition in [
        ("What is an entity key in federation?", "An entity key is"),
        ("What is a stub entity?", "A stub entity is"),
        ("What is null propagation?", "Null propagation is"),
    ]:
        [hits] = await searcher.search([checked(question, 3, None, 0.5)])
        assert any(definition in " ".join(hit.chunk.text.split()) for hit in hits), question
    assert {collection.id for collection in await store.collections()} >= {"ai", "federation", "graphql", "operations"}


def test_the_folder_of_another_start_is_not_needed_once_loaded(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "rag.sqlite"
    command = [sys.executable, "-c", DIES, str(path), str(folder), "-1"]
    subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree(folder)
    again = subprocess.run(command, check=True, capture_output=True, text=True)
    assert again.stdout.strip() == "0"
