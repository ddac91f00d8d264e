"""Reads every `@composeDirective`, and judges them together.

DIRECTIVE_COMPOSITION_ERROR where one cannot be followed, or two contradict each other; DIRECTIVE_COMPOSITION_INFO and
DIRECTIVE_COMPOSITION_WARN where subgraphs that compose nothing would be in the way if they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graphql.pyutils import suggestion_list

from gateway.composition.diagnostics import Diagnostics, Place, listed
from gateway.composition.merge.composed import Composed, renamed
from gateway.composition.reading.document import federation_names
from gateway.federation.directives import FederationDirective as D
from gateway.federation.links import Link
from gateway.federation.model import Applied, DirectiveDefinition
from gateway.federation.subgraph import Subgraph
from gateway.federation.versions import FeatureUrl, Version

ERROR, WARN, INFO = "DIRECTIVE_COMPOSITION_ERROR", "DIRECTIVE_COMPOSITION_WARN", "DIRECTIVE_COMPOSITION_INFO"
AUTOMATIC = (D.TAG, D.INACCESSIBLE, D.AUTHENTICATED, D.REQUIRES_SCOPES, D.POLICY, D.CONTEXT)
"""The supergraph has these anyway, by the names the subgraphs use."""

BUILT_IN = frozenset({"skip", "include", "deprecated", "specifiedBy", "oneOf"})


@dataclass(frozen=True, slots=True)
class Request:
    """One `@composeDirective` that makes sense on its own; names are without `@`."""

    subgraph: Subgraph
    name: str
    element: str
    link: Link
    place: Place

    @property
    def identity(self) -> str:
        return self.link.url.identity

    @property
    def version(self) -> Version:
        assert self.link.url.version is not None
        return self.link.url.version


def find_composed(subgraphs: Sequence[Subgraph], diagnostics: Diagnostics) -> dict[str, Composed]:
    """What the supergraph passes on, by name; what cannot be is reported."""
    ordered = sorted(subgraphs, key=lambda each: each.name)
    requests = [each for subgraph in ordered for each in _requests(subgraph, ordered, diagnostics)]
    judge = _Judge(ordered, requests, diagnostics)
    return {name: found for name in judge.names if (found := judge.composed(name)) is not None}


def _requests(subgraph: Subgraph, everyone: Sequence[Subgraph], diagnostics: Diagnostics) -> Iterator[Request]:
    for applied in subgraph.schema.directives:
        if applied.directive is D.COMPOSE_DIRECTIVE:
            request = _Reader(subgraph, applied, everyone, diagnostics).read()
            if request is not None:
                yield request


class _Reader:
    """Of one `@composeDirective`."""

    def __init__(
        self, subgraph: Subgraph, applied: Applied, everyone: Sequence[Subgraph], diagnostics: Diagnostics
    ) -> None:
        self.subgraph = subgraph
        self.argument = applied.string("name") or ""
        self.everyone = everyone
        self.diagnostics = diagnostics
        self.place = Place(subgraph.name, self.argument or "@composeDirective", applied.node)

    def read(self) -> Request | None:
        where = f'in subgraph "{self.subgraph.name}"'
        if not self.argument:
            self.report(f"The `name` of a @composeDirective {where} cannot be null or empty.")
            return None
        if not self.argument.startswith("@"):
            self.report(f'The name "{self.argument}" of a @composeDirective {where} must begin with "@".')
            return None
        name = self.argument[1:]
        federation = federation_names(self.subgraph.links).get(name)
        if federation is not None:
            self._refuse_federation(federation, where)
            return None
        if name in BUILT_IN:
            self.report(f'Directive "{self.argument}" {where} cannot be composed: it is GraphQL\'s own.')
            return None
        if name not in self.subgraph.schema.directive_definitions:
            self.report(f'There is no definition of "{self.argument}" {where}, to compose it.{self._meant()}')
            return None
        source = self.subgraph.links.source_of(self.argument)
        link = self.subgraph.links.find(source[0]) if source else None
        if source is None or link is None or link.url.version is None:
            self.report(f'Directive "{self.argument}" {where} cannot be composed: no linked specification has it.')
            return None
        self._refuse_conflicts(name, where)
        return Request(self.subgraph, name, source[1][1:], link, self.place)

    def report(self, message: str) -> None:
        self.diagnostics.error(ERROR, message, self.place)

    def _refuse_federation(self, directive: D, where: str) -> None:
        if directive in AUTOMATIC:
            message = f'Directive "{self.argument}" {where} need not be composed: the supergraph has it anyway.'
            self.diagnostics.hint(INFO, message, self.place)
        else:
            self.report(f'Composing the federation directive "{self.argument}" {where} is not supported.')

    def _meant(self) -> str:
        known = [f"@{name}" for name in self.subgraph.schema.directive_definitions]
        close = suggestion_list(self.argument, known)
        return f' Did you mean "{close[0]}"?' if close else ""

    def _refuse_conflicts(self, name: str, where: str) -> None:
        passed_on = (*AUTOMATIC, D.COST, D.LIST_SIZE)
        clashing = [each for each in self.everyone if federation_names(each.links).get(name) in passed_on]
        if clashing:
            names = listed(each.name for each in clashing)
            directive = federation_names(clashing[0].links)[name]
            self.report(
                f'Directive "{self.argument}" {where} cannot be composed: it conflicts with the federation directive '
                f'"@{directive}", which is called so in {names}.'
            )


class _Judge:
    """Of all requests together."""

    def __init__(self, subgraphs: Sequence[Subgraph], requests: Sequence[Request], diagnostics: Diagnostics) -> None:
        self.subgraphs = subgraphs
        self.diagnostics = diagnostics
        self.by_name: dict[str, list[Request]] = {}
        for request in requests:
            self.by_name.setdefault(request.name, []).append(request)
        self.requests = requests
        self._check_names()
        self._check_versions()

    @property
    def names(self) -> Iterable[str]:
        return self.by_name

    def composed(self, name: str) -> Composed | None:
        """The directive that is passed on under `name`; None when it has no definition, which is reported."""
        requests = self.by_name[name]
        identity = requests[0].identity
        newest = max(each.version for each in self.requests if each.identity == identity)
        definition = self._definition(identity, requests[0].element, newest, name)
        if definition is None:
            message = (
                f'No subgraph that links the newest composed version, "{identity}/{newest}", defines its directive '
                f'"@{requests[0].element}".'
            )
            self.diagnostics.error(ERROR, message, *(each.place for each in requests))
            return None
        exporters = frozenset(each.subgraph.name for each in requests)
        url = FeatureUrl(identity, requests[0].link.url.name, newest)
        return Composed(name, requests[0].element, url, definition, exporters)

    def _definition(self, identity: str, element: str, newest: Version, name: str) -> DirectiveDefinition | None:
        found = None
        for subgraph in self.subgraphs:
            link = subgraph.links.find(identity)
            if link is None or link.url.version != newest:
                continue
            local = link.local_name(f"@{element}")[1:]
            own = subgraph.schema.directive_definitions.get(local)
            if own is None:
                continue
            found = own if local == name else renamed(own, name)
            if local != name and all(each.subgraph is not subgraph for each in self.by_name[name]):
                self._warn_of_name(subgraph, local, name)
        return found

    def _check_names(self) -> None:
        for name, requests in self.by_name.items():
            places = [each.place for each in requests]
            if len({each.identity for each in requests}) > 1:
                identities = listed(dict.fromkeys(each.identity for each in requests))
                message = f'The composed directive "@{name}" is not of one specification everywhere: {identities}.'
                self.diagnostics.error(ERROR, message, *places)
            elif len({each.element for each in requests}) > 1:
                elements = listed(dict.fromkeys(f"@{each.element}" for each in requests))
                message = f'The composed directive "@{name}" does not mean one directive everywhere: {elements}.'
                self.diagnostics.error(ERROR, message, *places)
        by_element: dict[tuple[str, str], dict[str, Place]] = {}
        for request in self.requests:
            by_element.setdefault((request.identity, request.element), {})[request.name] = request.place
        for (identity, element), named in by_element.items():
            if len(named) > 1:
                names = listed(f"@{each}" for each in named)
                message = f'The composed directive "@{element}" of "{identity}" has several names: {names}.'
                self.diagnostics.error(ERROR, message, *named.values())

    def _warn_of_name(self, subgraph: Subgraph, local: str, name: str) -> None:
        message = (
            f'The composed directive "@{name}" is called "@{local}" in subgraph "{subgraph.name}", which does not '
            "compose it. To do so it would have to use the same name."
        )
        definition = subgraph.schema.directive_definitions[local]
        self.diagnostics.hint(WARN, message, Place(subgraph.name, definition.coordinate, definition.node))

    def _check_versions(self) -> None:
        for identity in dict.fromkeys(link.url.identity for each in self.subgraphs for link in each.links.all):
            linking = [
                (subgraph, link, link.url.version)
                for subgraph in self.subgraphs
                if (link := subgraph.links.find(identity)) is not None and link.url.version is not None
            ]
            composing = [each for each in self.requests if each.identity == identity]
            if len({version.major for _, _, version in linking}) < 2:
                continue
            text = " and ".join(f'{version} in "{subgraph.name}"' for subgraph, _, version in linking)
            places = [Place(subgraph.name, "schema", link.node) for subgraph, link, _ in linking]
            if len({each.version.major for each in composing}) > 1:
                message = f'The specification "{identity}" is composed at different major versions: {text}.'
                self.diagnostics.error(ERROR, message, *places)
            else:
                message = f'The specification "{identity}" is linked at different major versions: {text}.'
                self.diagnostics.hint(INFO, message, *places)
