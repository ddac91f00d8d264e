"""Drafts to requests: documents, variables, and the fetches with their aliases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from graphql import print_ast
from msgspec.structs import replace

from gateway.planning.batches import Batching
from gateway.planning.branches import INDENT, Branch, BranchBuilder, selected, switch
from gateway.planning.conditions import ALWAYS, Condition
from gateway.planning.document import Document
from gateway.planning.fetches import Draft, batch
from gateway.planning.index import Index
from gateway.planning.plan import (
    TYPENAME,
    ContextInput,
    Declaration,
    EntityFetch,
    Fetch,
    InputSet,
    OperationKind,
    Rename,
    Repeated,
    Request,
    RootFetch,
    Template,
)
from gateway.planning.steps import Step
from gateway.planning.variables import parts_at_variables


class RequestBuilder:
    """Builds the requests of one plan.

    Args:
        index: of the supergraph.
        document: whose variables the requests may use.
        chosen: steps.
        conditions: of those that are not always needed.
    """

    def __init__(
        self, index: Index, document: Document, chosen: Iterable[Step], conditions: Mapping[Step, Condition]
    ) -> None:
        self.index = index
        self.document = document
        self.branches = BranchBuilder(index, chosen, conditions)
        self.definitions = {node.variable.name.value: node for node in document.variables}
        self.switches: dict[Condition, str] = {}

    def build(self, drafts: list[Draft], batching: Batching) -> tuple[Request, ...]:
        """Requests in topological order."""
        batches = batch(drafts, serial=self.document.kind == "mutation", batching=batching)
        return tuple(self.request(number, group, after) for number, (group, after) in enumerate(batches))

    def request(self, number: int, group: Sequence[Draft], after: set[int]) -> Request:
        kind: OperationKind = self.document.kind if group[0].is_root else "query"
        text = _Text()
        fetches: list[Fetch] = [self.root(draft, text) for draft in group if not draft.is_entity]
        if entities := [draft for draft in group if draft.is_entity]:
            fetches += self.entities(entities, text)
        variables = tuple([name for name in self.definitions if name in text.uses])
        switches = tuple([(name, when) for when, name in self.switches.items() if name in text.uses])
        own = [Declaration(print_ast(self.definitions[name]), text.users(name)) for name in variables]
        own += [Declaration(f"${name}: Boolean!", text.users(name)) for name, _ in switches]
        template = Template(kind, (*text.declarations, *own), tuple(text.fields), text.repeated)
        return Request(
            id=number,
            subgraph=self.index.supergraph.graphs[group[0].head.node.graph],
            kind=kind,
            document=template.document(dict.fromkeys(text.repeated, 1)),
            variables=variables,
            fetches=tuple(fetches),
            after=tuple(sorted(after)),
            template=template if text.repeated else None,
            switches=switches,
        )

    def root(self, draft: Draft, text: _Text) -> RootFetch:
        """Fields of the document's own selection set; a key that another fetch of the request has is aliased."""
        top, renames = self.build_top(draft, ALWAYS)
        for source, branch in top.fields.items():
            if source in text.taken and source != TYPENAME:
                branch.alias = fresh(source, text.taken)
                renames = (Rename((), branch.alias, source), *renames)
            text.taken.add(branch.alias or source)
        keys = tuple(branch.alias or branch.source for branch in top.fields.values())
        self.note_variables(top, text)
        top.write(text.fields, INDENT)
        whens = zip(keys, (branch.when for branch in top.fields.values()), strict=True)
        conditions = {key: when for key, when in whens if when is not ALWAYS}
        return RootFetch(draft.path, keys, renames, selected(self.index, top), conditions, borne(draft.when))

    def entities(self, group: Sequence[Draft], text: _Text) -> list[Fetch]:
        """One `_entities` field per distinct selection; equal ones at several places share it."""
        built = {draft: self.build_top(draft, draft.when) for draft in group}
        if len(group) == 1:
            return [self.entity_fetch(group, *built[group[0]], None, text)]
        shared: dict[object, list[Draft]] = {}
        for draft, (top, renames) in built.items():
            lines: list[str] = []
            top.write(lines, "")
            said = self.typename(draft), "\n".join(lines), repr(draft.inputs), renames, repr(draft.contexts), draft.when
            shared.setdefault((draft.head.node.type, *said), []).append(draft)
        many = len(shared) > 1
        return [
            self.entity_fetch(drafts, *built[drafts[0]], number if many else None, text)
            for number, drafts in enumerate(shared.values())
        ]

    def build_top(self, draft: Draft, around: Condition) -> tuple[Branch, tuple[Rename, ...]]:
        """What a draft selects, with switches where conditions are not those around."""
        top, renames = self.branches.build(draft.heads)
        if self.branches.conditions:
            switch(top, around, self.switch)
        return top, renames

    def note_variables(self, top: Branch, text: _Text, alias: str | None = None) -> None:
        """Note the variables in a part of a document, which may be a repeated field; there may be none in all."""
        if self.definitions or self.switches:
            text.use(top.variables(), alias)

    def entity_fetch(
        self, drafts: Sequence[Draft], top: Branch, renames: tuple[Rename, ...], number: int | None, text: _Text
    ) -> EntityFetch:
        """The fetch of some drafts that are equal but for their places; `number` among several of a request."""
        first = drafts[0]
        many = number is not None
        variable = self.variable(f"representations{number}" if many else "representations")
        body = [f"    ... on {first.head.node.type} {{"]
        top.write(body, INDENT * 3)
        body += "    }", "  }"
        contexts = first.contexts
        if contexts:
            alias = unlike(f"_e{number or 0}", text.taken)
            contexts = self.repeat(alias, variable, contexts, body, text)
        else:
            alias = fresh(f"_e{number}", text.taken) if many else "_entities"
            text.declarations.append(Declaration(f"${variable}: [_Any!]!"))
            text.fields.append(f"  {f'{alias}: ' if many else ''}_entities(representations: ${variable}) {{")
            text.fields += body
        text.taken.add(alias)
        self.note_variables(top, text, alias if contexts else None)
        return EntityFetch(
            paths=tuple(dict.fromkeys([draft.path for draft in drafts])),
            alias=alias,
            variable=variable,
            typename=self.typename(first),
            inputs=first.inputs or InputSet(()),
            renames=renames,
            selection=selected(self.index, top),
            contexts=contexts,
            when=borne(first.when),
        )

    def switch(self, when: Condition) -> str:
        """The variable that stands for a condition in all documents of the plan."""
        return self.switches.setdefault(when, self.variable(f"_if{len(self.switches)}"))

    def repeat(
        self, alias: str, variable: str, contexts: tuple[ContextInput, ...], body: list[str], text: _Text
    ) -> tuple[ContextInput, ...]:
        """Add an `_entities` field that is repeated; fetches of one request may read one context differently, so each
        has variables of its own.
        """
        names = {each.variable: self.variable(f"_{each.variable[1:]}{alias}") for each in contexts}
        first, *parts = parts_at_variables("\n".join(body), names)
        named = [f"${variable}", *(f", ${names[each.variable]}" for each in contexts)]
        types = [": [_Any!]!", *(f": {each.type}" for each in contexts)]
        text.repeated[alias] = Repeated(
            declarations=(named[0], *(type_ + name for type_, name in zip(types, named[1:], strict=False)), types[-1]),
            field=(f"  {alias}", f": _entities(representations: ${variable}", f") {{\n{first}", *parts),
        )
        return tuple(replace(each, variable=names[each.variable]) for each in contexts)

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


class _Text(msgspec.Struct):
    """A document in the making.

    `taken` are its response keys; `uses` the client's variables in it, each with the repeated fields that use it, and
    None for what stands once.
    """

    declarations: list[Declaration] = msgspec.field(default_factory=list)
    fields: list[str] = msgspec.field(default_factory=list)
    repeated: dict[str, Repeated] = msgspec.field(default_factory=dict)
    taken: set[str] = msgspec.field(default_factory=set)
    uses: dict[str, set[str | None]] = msgspec.field(default_factory=dict)

    def use(self, variables: Iterable[str], alias: str | None) -> None:
        for name in variables:
            self.uses.setdefault(name, set()).add(alias)

    def users(self, variable: str) -> frozenset[str] | None:
        found = frozenset(alias for alias in self.uses[variable] if alias is not None)
        return None if None in self.uses[variable] else found


def borne(when: Condition) -> Condition | None:
    """A condition as plans have it."""
    return None if when is ALWAYS else when


def unlike(key: str, taken: set[str]) -> str:
    """`key`, made longer until no key that is taken begins with it, so that a numbered one is new, too."""
    while any(each.startswith(key) for each in taken):
        key += "_"
    return key


def fresh(key: str, taken: set[str]) -> str:
    """`key`, or the first like it that is not taken."""
    found, n = key, 1
    while found in taken:
        n += 1
        found = f"{key}__{n}"
    return found
