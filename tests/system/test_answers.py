"""The show piece: rag finds, inference writes, users names the owners."""

from tests.house.repository import ROOT

ASK = (ROOT / "schema/operations/ask.graphql").read_text("utf-8")
QUESTION = "What is an entity key?"


def test_the_gateway_answers_from_what_was_found(system):
    answer = system.ask("HANSA_SERVER__PORT", ASK, {"question": QUESTION}, token=system.token())
    assert "errors" not in answer
    data = answer["data"]
    assert data["me"]["name"]
    found = {hit["chunk"]["document"]["title"] for hit in data["search"]["hits"]}
    assert all(hit["chunk"]["document"]["owner"]["name"] for hit in data["search"]["hits"])
    assert data["search"]["answer"]["text"].strip()
    cited = {citation["document"]["title"] for citation in data["search"]["answer"]["citations"]}
    assert cited
    assert cited <= found


def test_a_new_document_changes_the_answer(system):
    """The answer is written from what is stored now; nothing in it is prepared."""
    question = "What colour is the harbour crane of Visby painted?"
    query = "query Q($q: String!) { search(query: $q, topK: 1) { hits { chunk { text } } answer { text } } }"
    before = system.ask("HANSA_SERVER__PORT", query, {"q": question}, token=system.token())["data"]["search"]
    add = """mutation Add($input: AddDocumentInput!) {
      addDocument(input: $input) { __typename ... on DocumentAdded { document { owner { id } } } } }"""
    collections = system.ask("HANSA_SERVER__PORT", "{ collections { id } }")["data"]["collections"]
    text = (
        "The harbour crane of Visby is painted turquoise. It has been turquoise since the summer of 1891.\n\n"
        "Four men turned its wheel. They lifted limestone for the churches of the coast, and barrels of tar for the "
        "ships that lay along the quay. A bell told the town that a ship was unladen.\n\n"
        "Children counted the barrels from the wall above the gate. When the railway came, the limestone went by land, "
        "and the wheel stood still for most of the year. The town kept it for the sake of the view.\n"
    )
    document = {"collection": collections[0]["id"], "title": "The harbour crane of Visby", "text": text}
    added = system.ask("HANSA_SERVER__PORT", add, {"input": document}, token=system.token())
    assert added["data"]["addDocument"] == {"__typename": "DocumentAdded", "document": {"owner": {"id": "user-1"}}}
    after = system.ask("HANSA_SERVER__PORT", query, {"q": question}, token=system.token())["data"]["search"]
    assert "turquoise" not in before["answer"]["text"]
    assert "turquoise" in after["hits"][0]["chunk"]["text"]
    assert "turquoise" in after["answer"]["text"]
