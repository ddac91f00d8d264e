"""How a small model is asked to answer from a given text.

Two worked examples before the question do more than instructions: a model of this size then repeats what the text says
instead of what it half remembers. The examples are always the same, so a server that keeps prompt prefixes reads them
once. Chosen by trying; `tests/subgraphs/inference/evaluation.py` shows what it gives.
"""

from subgraphs.inference.completions import PromptMessage, Role

_INSTRUCTION = "You answer questions by quoting the text."
_EXAMPLES = (
    (
        "Where does the Elbe end?",
        "The Elbe is a river in Central Europe. It rises in the Krkonoše Mountains and flows into the North Sea at "
        "Cuxhaven.",
        "The Elbe flows into the North Sea at Cuxhaven.",
    ),
    (
        "What is a cog?",
        "A cog is a type of ship that was used for trade in the Baltic. It had one mast and a square sail.",
        "A cog is a type of ship with one mast and a square sail that was used for trade in the Baltic.",
    ),
)


def answer_prompt(question: str, text: str) -> tuple[PromptMessage, ...]:
    """The messages that ask for an answer to the question from the text."""
    messages = [PromptMessage(Role.SYSTEM, _INSTRUCTION)]
    for asked, given, answer in _EXAMPLES:
        messages.append(PromptMessage(Role.USER, _ask(asked, given)))
        messages.append(PromptMessage(Role.ASSISTANT, answer))
    return (*messages, PromptMessage(Role.USER, _ask(question, text)))


def _ask(question: str, text: str) -> str:
    return f"Question: {question.strip()}\n\nText: {text}"
