"""INVALID_LINK_DIRECTIVE_USAGE: whatever the links of a schema bring has one name, and a name has one meaning.

A specification owns its namespace: the directive `@ns` and everything that begins with `ns__`.  So a namespace is a
name without `__`, no two links share one, and no import may look as if it were of another namespace (federation 2.14).
"""

from __future__ import annotations

import re

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.links import Import, Link, Links
from gateway.federation.versions import LINK

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_ADVICE = "Give the import or the link another name with `as`."


def check_link_names(subgraph: str, links: Links, diagnostics: Diagnostics) -> bool:
    """False when there is something to report."""
    problems = [*_namespace_problems(links), *_import_problems(links)]
    for problem, link in problems:
        place = Place(subgraph, "schema", link.node)
        diagnostics.error("INVALID_LINK_DIRECTIVE_USAGE", f"[{subgraph}] {problem}", place, advice=_ADVICE)
    return not problems


def _namespaces(links: Links) -> dict[str, str]:
    """Specification by namespace; of two with one namespace, the first."""
    owners: dict[str, str] = {links.bootstrap: LINK}
    for link in links.all:
        if link.namespace is not None:
            owners.setdefault(link.namespace, link.url.identity)
    return owners


def _namespace_problems(links: Links) -> list[tuple[str, Link]]:
    problems = []
    owners = _namespaces(links)
    for link in links.all:
        identity = link.url.identity
        namespace = link.alias if link.alias is not None else link.namespace
        title = f'Cannot link the specification "{identity}" as "{namespace}"'
        if namespace is None:
            continue
        if not _NAME.fullmatch(namespace):
            problems.append((f"{title}: it is not a GraphQL name.", link))
        elif "__" in namespace:
            problems.append((f'{title}: it contains "__", which separates a namespace from a name.', link))
        elif namespace.endswith("_"):
            problems.append((f'{title}: it ends in "_".', link))
        elif owners[namespace] != identity:
            problems.append((f'{title}: the specification "{owners[namespace]}" has that name already.', link))
    return problems


def _import_problems(links: Links) -> list[tuple[str, Link]]:
    problems = []
    owners = _namespaces(links)
    imported: dict[str, Link] = {}
    for link in links.all:
        aliases: dict[str, str] = {}
        for each in link.imports:
            shown = f'"{each.name}"' if each.name == each.alias else f'"{each.name}" as "{each.alias}"'
            problem = _problem(link, each, imported, owners) or _renamed_twice(each, aliases)
            if problem is not None:
                problems.append((f'Cannot import {shown} from "{link.url.identity}": {problem}.', link))
            imported.setdefault(each.alias, link)
            aliases.setdefault(each.name, each.alias)
    return problems


def _problem(link: Link, each: Import, imported: dict[str, Link], owners: dict[str, str]) -> str | None:
    before = imported.get(each.alias)
    if before is not None and before is not link:
        return f'that name is imported from "{before.url.identity}" already'
    element = _looks_like(each.alias, owners)
    if element is None:
        return None
    namespace, name = element
    if owners[namespace] != link.url.identity:
        return f'it would look like an element of "{owners[namespace]}", which is linked as "{namespace}"'
    own = f"@{link.url.name}" if each.alias == f"@{namespace}" else name
    if own != each.name:
        return f'it would look like "{own}" of the same specification'
    return None


def _looks_like(alias: str, owners: dict[str, str]) -> tuple[str, str] | None:
    """The namespace a name seems to be of, and the element's name there."""
    at, bare = ("@", alias[1:]) if alias.startswith("@") else ("", alias)
    if at and bare in owners:
        return bare, f"@{bare}"
    namespace, separator, name = bare.partition("__")
    return (namespace, f"{at}{name}") if separator and namespace in owners else None


def _renamed_twice(each: Import, aliases: dict[str, str]) -> str | None:
    before = aliases.get(each.name)
    return None if before in (None, each.alias) else f'it is imported as "{before}" already'
