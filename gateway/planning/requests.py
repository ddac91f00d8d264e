"""Drafts to requests: documents, variables, and the fetches with their aliases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graphql import print_ast

from gateway.planning.branches import Branch, BranchBuilder
from gateway.planning.document import Document
from gateway.planning.fetches import Draft, batch
from gateway.planning.index import Index
from gateway.planning.plan import (
    TYPENAME,
    ContextInput,
    EntityFetch,
    Fetch,
    InputSet,
    OperationKind,
    Rename,
    Request,
    RootFetch,
)
from gateway.planning.steps import Step
from gateway.planning.variables import rename_variables


class RequestBuilder:
    """Builds the requests of one plan."""

    def __init__(self, index: Index, document: Document, chosen: Iterable[Step]) -> None:
        self.index = index
        self.document = document
        self.branches = BranchBuilder(index, chosen)
        self.definitions = {node.variable.name.value: node for node in document.variables}

    def build(self, drafts: list[Draft]) -> tuple[Request, ...]:
        """Requests in topological order."""
        batches = batch(drafts, serial=self.document.kind == "mutation")
        return tuple(self.request(number, group, after) for number, (group, after) in enumerate(batches))

    def request(self, number: int, group: Sequence[Draft], after: set[int]) -> Request:
        kind: OperationKind = self.document.kind if group[0].is_root else "query"
        used: set[str] = set()
        lines: list[str] = []
        fetches: list[Fetch] = []
        taken: set[str] = set()
        fetches += [self.root(draft, used, lines, taken) for draft in group if not draft.is_entity]
        if entities := [draft for draft in group if draft.is_entity]:
            fetches += self.entities(entities, used, lines, taken)
        representations = [fetch.variable for fetch in fetches if isinstance(fetch, EntityFetch)]
        variables = tuple(name for name in self.definitions if name in used)
        contexts = [each for fetch in fetches if isinstance(fetch, EntityFetch) for each in fetch.contexts]
        declared = [f"${name}: [_Any!]!" for name in representations]
        declared += [f"${each.variable}: {each.type}" for each in contexts]
        declared += [print_ast(self.definitions[name]) for name in variables]
        head = kind if not declared else f"{kind}({', '.join(declared)})"
        return Request(
            id=number,
            subgraph=self.index.supergraph.graphs[group[0].head.node.graph],
            kind=kind,
            document="\n".join([f"{head} {{", *lines, "}"]),
            variables=variables,
            fetches=tuple(fetches),
            after=tuple(sorted(after)),
        )

    def root(self, draft: Draft, used: set[str], lines: list[str], taken: set[str]) -> RootFetch:
        """Fields of the document's own selection set; a key that another fetch of the request has is aliased."""
        top, renames = self.branches.build(draft.heads)
        for source, branch in top.fields.items():
            if source in taken and source != TYPENAME:
                branch.alias = fresh(source, taken)
                renames = (Rename((), branch.alias, source), *renames)
            taken.add(branch.alias or source)
        keys = tuple(branch.alias or branch.source for branch in top.fields.values())
        used.update(top.variables())
        lines += top.lines(1)
        return RootFetch(draft.path, keys, renames)

    def entities(self, group: Sequence[Draft], used: set[str], lines: list[str], taken: set[str]) -> list[Fetch]:
        """One `_entities` field per distinct selection; equal ones at several places share it."""
        shared: dict[object, list[Draft]] = {}
        built: dict[Draft, tuple[Branch, tuple[Rename, ...]]] = {}
        for draft in group:
            built[draft] = top, renames = self.branches.build(draft.heads)
            text = "\n".join(top.lines(0))
            typename = self.typename(draft)
            same = draft.head.node.type, typename, text, repr(draft.inputs), renames, repr(draft.contexts)
            shared.setdefault(same, []).append(draft)
        fetches: list[Fetch] = []
        many = len(shared) > 1
        for number, drafts in enumerate(shared.values()):
            top, renames = built[drafts[0]]
            alias, variable = self.names(number, many, taken)
            used.update(top.variables())
            prefix = f"{alias}: _entities" if many else "_entities"
            block = [f"  {prefix}(representations: ${variable}) {{"]
            block += [f"    ... on {drafts[0].head.node.type} {{", *top.lines(3), "    }", "  }"]
            contexts = drafts[0].contexts
            if contexts:
                block, contexts = self.own_variables(alias, block, contexts)
            lines += block
            fetches.append(
                EntityFetch(
                    paths=tuple(dict.fromkeys(draft.path for draft in drafts)),
                    alias=alias,
                    variable=variable,
                    typename=self.typename(drafts[0]),
                    inputs=drafts[0].inputs or InputSet(()),
                    renames=renames,
                    contexts=contexts,
                    block="\n".join(block) if contexts else "",
                )
            )
        return fetches

    def own_variables(
        self, alias: str, block: list[str], contexts: tuple[ContextInput, ...]
    ) -> tuple[list[str], tuple[ContextInput, ...]]:
        """Fetches of one request may read one context differently: each gets variables of its own."""
        names = {each.variable: self.variable(f"_{each.variable[1:]}{alias}") for each in contexts}
        block = rename_variables("\n".join(block), names).split("\n")
        return block, tuple(replace(each, variable=names[each.variable]) for each in contexts)

    def names(self, number: int, many: bool, taken: set[str]) -> tuple[str, str]:
        """Alias and variable of an `_entities` field; never a name of the client's variables or of a root field."""
        alias = fresh(f"_e{number}", taken) if many else "_entities"
        return alias, self.variable(f"representations{number}" if many else "representations")

    def variable(self, name: str) -> str:
        """A name with which no variable of the client's begins, so that a numbered one is new, too."""
        while any(each.startswith(name) for each in self.definitions):
            name += "_"
        return name

    def typename(self, draft: Draft) -> str | None:
        """The `__typename` to send: an interface stands for itself where one side cannot tell the type."""
        node, parent = draft.head.node, draft.head.parent
        assert parent is not None
        return None if node.kind == "abstract" and parent.node.kind != "interface object" else node.type


def fresh(key: str, taken: set[str]) -> str:
    """`key`, or the first like it that is not taken."""
    found, n = key, 1
    while found in taken:
        n += 1
        found = f"{key}__{n}"
    return found
