"""What changed between two schemas, and what it means for the operations that clients have."""

from gateway.composition.diff.change import Change, Level
from gateway.composition.diff.documents import DiffError, Document, Kind, diff_documents, kind_of

__all__ = ["Change", "DiffError", "Document", "Kind", "Level", "diff_documents", "kind_of"]
