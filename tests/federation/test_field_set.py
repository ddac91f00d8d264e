"""Field sets have one canonical text."""

import pytest

from gateway.federation.field_set import FieldSetError, parse_field_set, printed


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("id", "id"),
        (" { id, name } ", "id name"),
        ("id\n organisation{id}", "id organisation { id }"),
        ("... on User { name } ...on Group{title}", "... on User { name } ... on Group { title }"),
        ('price(currency: "EUR", at: {x: 1})', 'price(currency: "EUR", at: { x: 1 })'),
    ],
)
def test_canonical_text(text: str, canonical: str):
    assert printed(parse_field_set(text)) == canonical
    assert printed(parse_field_set(canonical)) == canonical


@pytest.mark.parametrize("text", ["", "   ", "{", "id {", "id }", "a } query { b", "$x"])
def test_what_is_no_field_set(text: str):
    with pytest.raises(FieldSetError):
        parse_field_set(text)
