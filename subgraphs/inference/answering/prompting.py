"""How a small model is asked to answer from a given text.

Worked examples before the question do more than instructions: a model of this size then repeats what the text says
instead of what it half remembers. The examples ask where, why and what, each answered with one sentence of its text;
they are always the same, so a server that keeps prompt prefixes reads them once. They were chosen by trying:
`python -m tests.subgraphs.inference.evaluation` shows what they give.
"""

from subgraphs.inference.completions import PromptMessage, Role

_INSTRUCTION = "You answer questions by quoting the text."
_EXAMPLES = (
    (
        "Where does the Elbe end?",
        "The Elbe rises in the Krkonoše Mountains. It ends in the North Sea at Cuxhaven.",
        "The Elbe ends in the North Sea at Cuxhaven.",
    ),
    (
        "Why do servers use caches?",
        "A cache keeps answers that were computed before. Servers use caches because reading an answer is faster than "
        "computing it.",
        "Servers use caches because reading an answer is faster than computing it.",
    ),
    (
        "What is an anchor?",
        "An anchor is a heavy hook that keeps a ship in its place. Large ships carry two.",
        "An anchor is a heavy hook that keeps a ship in its place.",
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
