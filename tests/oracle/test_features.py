"""Operations by feature: the gateway answers as the reference does, with no more requests than are due."""

import pytest

from tests.oracle.catalogue import fresh

KEYS = [
    ("{ people { name inbox } }", 2),
    ("{ people { inbox badge { opens { colour } } } }", 4),
    ("{ people { badge { opens { keeper { name } } } } }", 5),
    ("{ people { badge { printed } } }", 4),
    ("{ door(room: 1) { keeper { name inbox } } }", 3),
    ("{ teams { title budget organisation { name } } }", 2),
    ("{ teams { rivals { title organisation { name } rivals { members { name } } } } }", 3),
    ("{ groups { label mood members { nickname } } }", 2),
    ('{ person(id: "1") { id: name email: id mail: email inbox } }', 2),
    ('{ person(id: "3") { inbox } missing: person(id: "x") { inbox badge { code } } }', 1),
]
REQUIREMENTS = [
    ("{ items { tax } }", 2),
    ("{ items { tax(rate: 3) duty price } }", 2),
    ("{ items { price: tax tax: price(currency: USD) duty } }", 2),
    ("{ items { customs layout } }", 2),
    ("{ items { customs parts { id code } } }", 2),
    ("{ items { parts { w: weight weight: id } customs } }", 2),
    ("{ items { poster size { height } } }", 2),
    ('{ items { poster size { height(unit: "in") width } } }', 2),
    ("{ items { ink } }", 2),
    ("{ items { ink paint poster content { __typename ... on Picture { format } } } }", 2),
    ("{ items { b } }", 3),
    ("{ items { c } }", 4),
    ("{ items { d } }", 5),
    ("{ items { d c b start tax ink } }", 7),
    ('{ item(id: "i1") { next { duty next { tax } } tax } }', 2),
]
ABSTRACT = [
    ("{ media { id title } }", 1),
    ("{ media { __typename ... on Book { pages price } ... on Film { minutes rating } ... on Song { length } } }", 3),
    ("{ media { ... on Book { length } ... on Film { span: length } } }", 1),
    ("{ search { __typename ... on Author { name born } ... on Film { title price offers { percent } } } }", 3),
    ('{ search(text: "none") { __typename } }', 1),
    (
        "{ owners { ... on Company { no: name } ... on Author { born works { ... on Book { title stock } } } } }",
        4,
    ),
    ("{ cheapest { id price offers { on { ... on Film { title rating } } } } }", 3),
    ("{ media { ... on Song { title } } }", 1),
    ("{ owners { ... on Author { works { __typename ... on Film { title director { born } } } } } }", 4),
    ("{ first { ... on Book { pages } } }", 1),
    ("{ first { id ... on Media { title } ... on Film { rating } } }", 2),
]
SHARING = [
    ("{ page { title } }", 1),
    ("{ page { title left { width name } right { height } blocks { name height width } } }", 2),
    ("{ pinned { text tags { label } } }", 1),
    ("{ pinned { text tags { label hue } size } }", 2),
    ("{ board { notes { text size slot } } }", 2),
    ("{ board { name code } }", 2),
    ("{ board { mood moods } }", 1),
    ("{ things { __typename ... on Visible { id } } }", 1),
    ('{ note(id: "n1") { size text } }', 1),
]
INTERFACE_OBJECTS = [
    ("{ media { title rating } }", 2),
    ("{ media { ... on Book { rating pages copies } } }", 3),
    ("{ topRated { rating } }", 1),
    ("{ topRated { __typename rating } }", 2),
    ("{ topRated { title ... on Film { minutes } } }", 2),
    ("{ topRated { id reviews { body on { title } } } }", 2),
    ("{ media { blurb } }", 2),
    ("{ topRated { blurb } }", 3),
    ('{ book(id: "m0") { blurb reviews { body } copies } }', 3),
    ("{ featured { __typename rating reviews { on { __typename } } } }", 3),
]
CONFLICTS = [
    ("{ pets { ... on Cat { name } ... on Dog { label: name } } }", 1),
    (
        "{ pets { ... on Cat { id chart visits } ... on Dog { code: id n: visits } ... on Fish { no m: visits } } }",
        2,
    ),
    ("{ pets { ... on Cat { id: __typename visits } ... on Dog { id: __typename hits: visits } } }", 2),
    ("{ house { number: id id: number label } }", 2),
    ('{ house { label(prefix: "x") other: label } }', 2),
    ("{ house { cat { name chart } pets { ... on Cat { chart } ... on Dog { chart } } } }", 2),
]
ROOTS = [
    ("{ count log entries { id text } }", 2),
    ('{ entry(id: "e0") { query { count log entry(id: "e0") { text } } } }', 2),
    ('{ entries { query { __typename count } } }', 2),
]  # fmt: skip
TANGLES = [
    ("{ one { size weight tag } }", 3),
    ("{ other { tag size left { right { left { id } } } } }", 3),
    ("{ feed { ... on Post { title } } }", 1),
    ("{ feed { ... on Post { title author { score } } ... on Ad { text user { profile { bio photo } } } } }", 3),
    ("{ profile { bio photo location { city country { capital } } links { label url } } }", 3),
    (
        "{ users { profile { location { country { name neighbours { name } } } links { url label } } best { bio } } }",
        3,
    ),
    ("{ posts { hero { power ... on Human { home { name } } ... on Robot { model maker { score } } } } }", 3),
    ("{ timeline { ... on Event { at } } related { ... on User { score profile { bio } } } }", 2),
    ("{ kinds { label flag } }", 2),
    ("{ users { heroes { power maker { posts { title } } } } }", 3),
]
FEDERATION_ONE = [
    ("{ books { title sold headline author { name royalties } size { pages } } }", 2),
    ("{ bestsellers { sold title author { royalties } size { pages } } }", 3),
]
CONTEXTS = [
    ("{ shops { items { title } } }", 2),
    ("{ shops { items { title(upper: true) ranks price rated } best { title } grid { rated } } }", 2),
    ("{ shops { branch { items { title } branch { best { title } } } best { title } } }", 2),
    ("{ shops { gift { bow card } gifts { card } } }", 3),
    ("{ places { items { title rated } ... on Depot { gifts { bow card } } } }", 4),
    ("{ venues { ... on Shop { items { title } } ... on Depot { items { title } } } }", 2),
    ("{ racks { name items { title rated ranks } } }", 2),
    ("{ racks { ... on Shop { branch { gift { bow } } } items { rated } } }", 4),
    ("{ holders { __typename ... on Case { lid { of note weight } } } }", 3),
    ('{ shop(id: "s1") { stand { items { rated price } } items { rated left wrap } } }', 4),
]


@pytest.mark.parametrize(
    ("supergraph", "query", "requests"),
    [
        pytest.param(name, query, requests, id=f"{name}: {query}")
        for name, operations in {
            "keys": KEYS,
            "requirements": REQUIREMENTS,
            "abstract": ABSTRACT,
            "sharing": SHARING,
            "interface_objects": INTERFACE_OBJECTS,
            "conflicts": CONFLICTS,
            "roots": ROOTS,
            "federation_one": FEDERATION_ONE,
            "tangles": TANGLES,
            "contexts": CONTEXTS,
        }.items()
        for query, requests in operations
    ],
)
async def test_the_gateway_answers_as_the_reference(supergraph: str, query: str, requests: int) -> None:
    await fresh(supergraph).check(query, requests=requests)
