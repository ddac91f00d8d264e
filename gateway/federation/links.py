"""`@link`: which specifications a schema uses and under which names (link specification v1.0; core v0.1 and v0.2).

An element of a linked specification is called by the name it is imported under, else by
`<namespace>__<name>`, where the namespace is `as:` or the specification's name; the directive that has the
specification's own name may be called by the namespace alone (`@tag`).  `Links` answers both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from graphql import (
    ConstDirectiveNode,
    ConstObjectValueNode,
    ConstValueNode,
    EnumValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    print_ast,
)

from gateway.federation.versions import CORE, FEDERATION, FEDERATION_1, LINK, FeatureUrl, Version

_NAME = re.compile(r"@?[_A-Za-z][_0-9A-Za-z]*")
_NAMESPACE = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


class LinkError(ValueError):
    """A `@link` that means nothing; `node` is where."""

    def __init__(self, message: str, node: ConstDirectiveNode) -> None:
        super().__init__(message)
        self.node = node


class LinkUrlError(LinkError):
    """Of a `@link` whose URL names no specification."""


@dataclass(frozen=True, slots=True)
class Import:
    """One element of `import:`; directives keep their `@` in both names."""

    name: str
    alias: str


@dataclass(frozen=True, slots=True)
class Link:
    url: FeatureUrl
    namespace: str | None
    imports: tuple[Import, ...]
    purpose: str | None
    node: ConstDirectiveNode
    alias: str | None = None
    """The `as:` as it is written."""

    def local_name(self, name: str) -> str:
        """What this schema calls the specification's `name` (`@key`, or a type); directives with their `@`."""
        for each in self.imports:
            if each.name == name:
                return each.alias
        at, bare = ("@", name[1:]) if name.startswith("@") else ("", name)
        if at and bare == self.url.name and self.namespace is not None:
            return f"@{self.namespace}"
        return f"{at}{self.namespace or self.url.name or ''}__{bare}"

    def element(self, local: str) -> str | None:
        """The specification's name of what this schema calls `local` (directives with `@`), None if not of this one."""
        for each in self.imports:
            if each.alias == local:
                return each.name
        at, bare = ("@", local[1:]) if local.startswith("@") else ("", local)
        if self.namespace is None:
            return None
        if at and bare == self.namespace and self.url.name is not None:
            return f"@{self.url.name}"
        prefix = f"{self.namespace}__"
        return f"{at}{bare.removeprefix(prefix)}" if bare.startswith(prefix) else None


@dataclass(frozen=True, slots=True)
class Links:
    """Every link of one schema; at most one per specification."""

    all: tuple[Link, ...] = ()
    bootstrap: str = "link"
    _by_identity: dict[str, Link] = field(default_factory=dict, compare=False)

    def find(self, identity: str) -> Link | None:
        return self._by_identity.get(identity)

    @property
    def federation_version(self) -> Version:
        """The linked version of Federation; `FEDERATION_1` when none is linked."""
        link = self.find(FEDERATION)
        return FEDERATION_1 if link is None or link.url.version is None else link.url.version

    def source_of(self, local: str) -> tuple[str, str] | None:
        """(specification, its name) of what the schema calls `local`: `@name` or a type's name."""
        for link in self.all:
            for each in link.imports:
                if each.alias == local:
                    return link.url.identity, each.name
        for link in self.all:
            if (name := link.element(local)) is not None:
                return link.url.identity, name
        return None


def read_links(directives: Iterable[ConstDirectiveNode]) -> Links:
    """The links among the directives on a schema definition and its extensions.  Raises LinkError."""
    applied = list(directives)
    bootstrap = _bootstrap_name(applied)
    links: dict[str, Link] = {}
    for node in applied:
        if node.name.value == bootstrap:
            link = _read(node)
            if link.url.identity in links:
                raise LinkError(f"Duplicate inclusion of feature {link.url.identity}", node)
            links[link.url.identity] = link
    return Links(tuple(links.values()), bootstrap, links)


def _bootstrap_name(directives: list[ConstDirectiveNode]) -> str:
    """The name of `@link` itself, which may be renamed by the link to its own specification."""
    for node in directives:
        url = _url(node)
        alias = _string(_arguments(node).get("as"))
        for specification, own_name in ((LINK, "link"), (CORE, "core")):
            if url is not None and url.startswith(f"{specification}/") and node.name.value == (alias or own_name):
                return node.name.value
    return "link"


def _url(node: ConstDirectiveNode) -> str | None:
    """The specification that is linked: `@link(url:)`, or `@core(feature:)` before there was `@link`."""
    arguments = _arguments(node)
    return _string(arguments.get("url")) or _string(arguments.get("feature"))


def _arguments(node: ConstDirectiveNode) -> dict[str, ConstValueNode]:
    return {argument.name.value: argument.value for argument in node.arguments or ()}


def _string(value: ConstValueNode | None) -> str | None:
    return value.value if isinstance(value, StringValueNode) else None


def _read(node: ConstDirectiveNode) -> Link:
    arguments = _arguments(node)
    text = _url(node)
    if text is None:
        raise LinkUrlError('Invalid @link: it needs the argument "url" with a specification\'s URL', node)
    try:
        url = FeatureUrl.parse(text)
    except ValueError as error:
        raise LinkUrlError(f"Invalid @link: {error}", node) from None
    return Link(
        url,
        _namespace(arguments.get("as"), url, node),
        tuple(_read_imports(arguments.get("import"), node)),
        _purpose(arguments.get("for"), node),
        node,
        _string(arguments.get("as")),
    )


def _namespace(value: ConstValueNode | None, url: FeatureUrl, node: ConstDirectiveNode) -> str | None:
    """`as:`, else the specification's name if it is one in GraphQL."""
    if value is None or isinstance(value, NullValueNode):
        return url.name if url.name is not None and _NAMESPACE.fullmatch(url.name) else None
    name = _string(value)
    if name is None or not _NAMESPACE.fullmatch(name):
        raise LinkError(f'Invalid @link: "as" must be a name in a string, not {print_ast(value)}', node)
    return name


def _purpose(value: ConstValueNode | None, node: ConstDirectiveNode) -> str | None:
    if value is None or isinstance(value, NullValueNode):
        return None
    if not isinstance(value, EnumValueNode):
        raise LinkError(f'Invalid @link: "for" must be SECURITY or EXECUTION, not {print_ast(value)}', node)
    return value.value


def _read_imports(value: ConstValueNode | None, node: ConstDirectiveNode) -> Iterable[Import]:
    if value is None or isinstance(value, NullValueNode):
        return
    for item in value.values if isinstance(value, ListValueNode) else (value,):
        if isinstance(item, StringValueNode):
            yield _checked(Import(item.value, item.value), node)
        elif isinstance(item, ObjectValueNode | ConstObjectValueNode):
            fields = {each.name.value: _string(each.value) for each in item.fields}
            name = fields.pop("name", None)
            alias = fields.pop("as", None)
            if name is None or fields:
                raise LinkError('Invalid @link: an import is a string, or an object with "name" and "as"', node)
            yield _checked(Import(name, alias or name), node)
        else:
            raise LinkError('Invalid @link: an import is a string, or an object with "name" and "as"', node)


def _checked(imported: Import, node: ConstDirectiveNode) -> Import:
    for name in (imported.name, imported.alias):
        if not _NAME.fullmatch(name):
            raise LinkError(f'Invalid @link: cannot import "{name}", which is not a name', node)
    if imported.name.startswith("@") != imported.alias.startswith("@"):
        raise LinkError(
            f'Invalid @link import renaming: directive names start with "@", both or neither of "{imported.name}" '
            f'and "{imported.alias}" must',
            node,
        )
    return imported
