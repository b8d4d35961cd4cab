"""What to say and ask in turn; answers only lead on, so that no script goes round in circles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_STEPS = 20
#: Where an answer leads that ends the script.
THE_END = -1
#: An answer that is not asked for: the next step follows.
NOT_ASKED = 0


@dataclass(frozen=True)
class Step:
    """One thing to say, or to ask with where yes and no lead; `number` counts from one."""

    number: int
    words: str
    words_cy: str = ""
    yes: int = NOT_ASKED
    no: int = NOT_ASKED

    @property
    def is_question(self) -> bool:
        """Tell whether an answer is asked for."""
        return self.yes != NOT_ASKED

    def said_in(self, language: str) -> str:
        """Return the words in a language, or in English where there are none."""
        return self.words_cy if language == "cy" and self.words_cy else self.words

    def as_json(self) -> dict[str, Any]:
        """Return what is stored of it; its number is its place."""
        return {"words": self.words, "words_cy": self.words_cy, "yes": self.yes, "no": self.no}


def steps_from(stored: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Return the steps that were stored."""
    return tuple(Step(number=number, **one) for number, one in enumerate(stored, start=1))


def where_wrong(steps: Sequence[Step]) -> dict[int, str]:
    """
    Return by number which steps lead nowhere, and how: "half", "back" or "missing".

    A question needs both answers, each leading to a later step that exists, or to the end.
    """
    wrong = {}
    for step in steps:
        answers = {step.yes, step.no}
        if answers == {NOT_ASKED}:
            continue
        if NOT_ASKED in answers:
            wrong[step.number] = "half"
        elif any(THE_END != one <= step.number for one in answers):
            wrong[step.number] = "back"
        elif max(answers) > len(steps):
            wrong[step.number] = "missing"
    return wrong
