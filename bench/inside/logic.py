"""
One walk through a form's logic: `python -m bench.inside.logic FIELDS RULES ROUNDS`.

The shapes are those in which Open Forms was measured: so many questions, of which so many have a
rule, ten to a page, all of them answered. Prints the median in milliseconds.
"""

import json
import statistics
import sys
import time
from typing import Any

import django


def main(fields: int, rules: int, rounds: int) -> None:
    """This will compile such a form once and walk it so often."""
    from moothall.eforms.compiling import compile_definition  # noqa: PLC0415 - Django first
    from moothall.eforms.journey import relevant  # noqa: PLC0415

    definition = compile_definition(_document(fields, rules))
    answers = {f"q{number}": "yes" for number in range(fields)}
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        journey = relevant(definition, answers)
        times.append((time.perf_counter() - start) * 1000)
    if len(journey.answers) != fields:
        raise RuntimeError("Some of the questions are not shown.")
    print(json.dumps({"value": statistics.median(times), "n": rounds}))


def _document(fields: int, rules: int) -> dict[str, Any]:
    def text(words: str) -> dict[str, str]:
        return {"en": words}

    pages = []
    for first in range(0, fields, 10):
        questions = []
        for number in range(first, min(first + 10, fields)):
            question: dict[str, Any] = {
                "key": f"q{number}", "type": "text", "label": text(f"Question {number}"),
            }  # fmt: skip
            if number >= fields - rules:
                question["show_when"] = {
                    "and": [
                        {"==": [{"var": f"q{number - rules}"}, "yes"]},
                        {"!=": [{"var": "q0"}, "no"]},
                    ]
                }
            questions.append(question)
        pages.append({"key": f"p{first}", "title": text(f"Page {first}"), "questions": questions})
    return {
        "schema_version": 1,
        "slug": "logic",
        "title": text("Logic"),
        "pages": pages,
        "outcome": {"service_type": "general-enquiry", "summary": "Logic"},
        "confirmation": {"title": text("We have it"), "next_steps": text("We read it.")},
    }


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:4]))
