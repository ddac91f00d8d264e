"""The one mutation: adding a document in the caller's name."""

from typing import Annotated

import strawberry

from subgraphs.kit.callers import require_scopes
from subgraphs.rag.documents import DocumentFormat
from subgraphs.rag.graph.context import RagInfo
from subgraphs.rag.graph.types import Document
from subgraphs.rag.ingestion import Problem, ProblemCode, Submission

WRITE_SCOPE = "documents:write"

strawberry.enum(ProblemCode, name="DocumentProblemCode", description="Why a document was refused.")


@strawberry.input(description="A document to add.")
class AddDocumentInput:
    collection: strawberry.ID
    title: str = strawberry.field(description="At most 200 characters.")
    text: str = strawberry.field(description="At most 500000 characters.")
    format: DocumentFormat = DocumentFormat.MARKDOWN


@strawberry.type(description="The document was stored and is already found by searches.")
class DocumentAdded:
    document: Document


@strawberry.type(description="One thing that is wrong with a document.")
class DocumentProblem:
    field: str = strawberry.field(description="The input field it is about.")
    code: ProblemCode
    message: str

    @classmethod
    def of(cls, problem: Problem) -> "DocumentProblem":
        return cls(field=problem.field, code=problem.code, message=problem.message)


@strawberry.type(description="The document was refused and nothing was stored.")
class InvalidDocument:
    problems: list[DocumentProblem]


AddDocumentResult = Annotated[
    DocumentAdded | InvalidDocument, strawberry.union("AddDocumentResult", description="What became of a document.")
]


@strawberry.type
class Mutation:
    @strawberry.federation.mutation(
        requires_scopes=[[WRITE_SCOPE]],
        description="Store, cut, embed and index a document that the caller owns: all of it, or nothing.",
    )
    async def add_document(self, info: RagInfo, input: AddDocumentInput) -> AddDocumentResult:
        caller = require_scopes(info.context.caller, WRITE_SCOPE)
        submission = Submission(input.collection, input.title, input.text, input.format, caller.subject)
        problems = await info.context.ingestion.problems(submission)
        if problems:
            return InvalidDocument(problems=[DocumentProblem.of(problem) for problem in problems])
        return DocumentAdded(document=Document.of(await info.context.ingestion.add(submission)))
