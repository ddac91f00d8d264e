"""Bringing the sample folder into the store, document by document.

The store's own notes say how far it got: `samples` is "loading" from the first document to the last and "loaded"
afterwards, and each file's hash is written down behind its document. So a start that was killed is continued by the
next one, a file that has changed is indexed anew, and a store that holds somebody's own documents is left alone.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

import anyio.to_thread

from subgraphs.rag.documents import DocumentFormat
from subgraphs.rag.ingestion import Ingestion, Submission
from subgraphs.rag.ports import DocumentStore
from subgraphs.rag.samples.shelves import collection_for, document_id_for, owner_for

logger = logging.getLogger(__name__)

_FORMATS = {".md": DocumentFormat.MARKDOWN, ".txt": DocumentFormat.PLAIN_TEXT}
_STATE = "samples"


@dataclass(frozen=True)
class SampleFile:
    """A file of the sample folder: its path inside it, who owns it, its title, its text, the hash of its bytes."""

    path: PurePath
    owner_id: str
    title: str
    text: str
    digest: str


class SampleLoader:
    """Loads one folder; `progress` says how far it is, for the readiness check."""

    def __init__(self, store: DocumentStore, ingestion: Ingestion, folder: Path) -> None:
        self._store = store
        self._ingestion = ingestion
        self._folder = folder
        self.progress: str | None = "the sample documents are not loaded yet"

    async def load(self) -> int:
        """Load what is missing or changed and return the number of documents indexed.

        A missing folder is a warning; so is a file that cannot be read, which is left out. Errors of the embedder and
        of the store are the caller's.
        """
        notes = await self._store.notes()
        indexed = 0
        if notes.get(_STATE) is None and await self._store.count_documents() > 0:
            logger.info("the store already has documents of its own; no samples are loaded")
        elif not await anyio.to_thread.run_sync(self._folder.is_dir):
            logger.warning("no sample documents: the folder %s does not exist (HANSA_SAMPLE_DOCUMENTS)", self._folder)
        else:
            indexed = await self._load_changed(notes)
        self.progress = None
        return indexed

    async def _load_changed(self, notes: Mapping[str, str]) -> int:
        files = await anyio.to_thread.run_sync(_files, self._folder)
        changed = [file for file in files if notes.get(_note_of(file.path)) != file.digest]
        if not changed and notes.get(_STATE) == "loaded":
            return 0
        await self._store.note(_STATE, "loading")
        for done, file in enumerate(changed):
            self.progress = f"loading sample documents, {done} of {len(changed)}"
            await self._add(file)
        await self._store.note(_STATE, "loaded")
        logger.info("loaded %d sample documents from %s", len(changed), self._folder)
        return len(changed)

    async def _add(self, file: SampleFile) -> None:
        collection = collection_for(file.path)
        await self._store.put_collection(collection)
        format = _FORMATS[file.path.suffix]
        id = document_id_for(file.path)
        earlier = (await self._store.documents_by_ids([id])).get(id)
        owner_id = earlier.owner_id if earlier else file.owner_id
        submission = Submission(collection.id, file.title, file.text, format, owner_id)
        problems = await self._ingestion.problems(submission)
        if problems:
            logger.warning("sample document %s is left out: %s", file.path, problems[0].message)
            return
        await self._ingestion.add(submission, id)
        await self._store.note(_note_of(file.path), file.digest)


def _note_of(path: PurePath) -> str:
    return f"sample:{path.as_posix()}"


def _files(folder: Path) -> list[SampleFile]:
    return list(_read_all(folder))


def _read_all(folder: Path) -> Iterator[SampleFile]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in _FORMATS and path.is_file())
    for position, path in enumerate(paths):
        try:
            content = path.read_bytes()
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            logger.warning("sample document %s is left out: %s", path, error)
            continue
        inside = PurePath(path.relative_to(folder))
        digest = hashlib.sha256(content).hexdigest()
        yield SampleFile(inside, owner_for(position), _title(inside, text), text, digest)


def _title(path: PurePath, text: str) -> str:
    """The first line's `# Title`, or else the file's name as words."""
    first, _, _ = text.lstrip("\n").partition("\n")
    if first.startswith("# "):
        return first[2:].strip()
    return path.stem.replace("-", " ").replace("_", " ").capitalize()
