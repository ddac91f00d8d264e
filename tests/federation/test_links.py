"""What a schema calls the elements of the specifications it links."""

import pytest
from graphql import SchemaDefinitionNode, SchemaExtensionNode, parse

from gateway.federation.links import LinkError, Links, read_links
from gateway.federation.versions import FEDERATION, FEDERATION_1, FeatureUrl, Version


def links_of(*directives: str) -> Links:
    document = parse(f"extend schema {' '.join(directives)}")
    node = document.definitions[0]
    assert isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
    return read_links(node.directives or ())


def federation(arguments: str) -> Links:
    return links_of(f'@link(url: "{FEDERATION}/v2.3", {arguments})')


@pytest.mark.parametrize(
    ("arguments", "local"),
    [
        ('import: ["@key"]', "@key"),
        ('import: [{name: "@key", as: "@entity"}]', "@entity"),
        ("import: []", "@federation__key"),
        ('as: "fed"', "@fed__key"),
        ('as: "fed", import: ["@key"]', "@key"),
    ],
)
def test_a_directive_has_its_imported_name_or_one_in_the_namespace(arguments: str, local: str):
    links = federation(arguments)
    link = links.find(FEDERATION)
    assert link is not None
    assert link.local_name("@key") == local
    assert links.source_of(local) == (FEDERATION, "@key")


def test_types_are_imported_and_namespaced_like_directives():
    links = federation('import: ["FieldSet"]')
    assert links.source_of("FieldSet") == (FEDERATION, "FieldSet")
    assert links.source_of("federation__Scope") == (FEDERATION, "Scope")


def test_a_name_of_nobodys_has_no_source():
    assert federation('import: ["@key"]').source_of("@shareable") is None
    assert federation('import: ["@key"]').source_of("@constraint") is None


def test_the_directive_named_as_its_specification_needs_no_import():
    links = links_of('@link(url: "https://specs.apollo.dev/tag/v0.3")')
    assert links.source_of("@tag") == ("https://specs.apollo.dev/tag", "@tag")


def test_link_itself_can_be_renamed():
    links = links_of(
        '@core(url: "https://specs.apollo.dev/link/v1.0", as: "core")',
        f'@core(url: "{FEDERATION}/v2.0", import: ["@key"])',
    )
    assert links.bootstrap == "core"
    assert links.source_of("@key") == (FEDERATION, "@key")


def test_without_a_federation_link_the_version_is_one():
    assert links_of('@link(url: "https://specs.apollo.dev/tag/v0.3")').federation_version == FEDERATION_1
    assert federation("").federation_version == Version(2, 3)


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        ("@link", "url"),
        ('@link(url: "federation")', "not an absolute URL"),
        ('@link(url: "https://example.com/x/v1.0", import: [3])', "an import is a string"),
        ('@link(url: "https://example.com/x/v1.0", import: [{as: "@a"}])', "an import is a string"),
        ('@link(url: "https://example.com/x/v1.0", import: ["@a-b"])', "not a name"),
        (
            '@link(url: "https://example.com/x/v1.0", import: [{name: "@a", as: "b"}])',
            'both or neither of "@a" and "b"',
        ),
        ('@link(url: "https://a.b/x/v1.0") @link(url: "https://a.b/x/v1.1")', "Duplicate"),
    ],
)
def test_a_link_that_means_nothing_is_an_error(directive: str, said: str):
    with pytest.raises(LinkError, match=said):
        links_of(directive)


def test_one_import_needs_no_list():
    (link,) = links_of('@link(url: "https://example.com/x/v1.0", import: "@a")').all
    assert [each.name for each in link.imports] == ["@a"]


@pytest.mark.parametrize(
    ("text", "identity", "name", "version"),
    [
        ("https://specs.apollo.dev/federation/v2.11", FEDERATION, "federation", Version(2, 11)),
        ("https://specs.apollo.dev/federation/v2.11/", FEDERATION, "federation", Version(2, 11)),
        ("https://example.com/a/b", "https://example.com/a/b", "b", None),
        ("https://example.com/v1.0", "https://example.com", None, Version(1, 0)),
    ],
)
def test_specification_urls(text: str, identity: str, name: str | None, version: Version | None):
    assert FeatureUrl.parse(text) == FeatureUrl(identity, name, version)


def test_versions_compare_by_number():
    assert Version(2, 11) > Version(2, 9)
