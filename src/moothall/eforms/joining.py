"""A subscription that begins when a form's fee is paid: what a form may say of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from moothall.eforms.mistakes import Mistake

#: Types of questions that say how many.
COUNTS = frozenset({"number", "calculated"})


def plan_mistakes(document: Mapping[str, Any], asked: Mapping[str, str]) -> Iterator[Mistake]:
    """Find a plan whose place or number nobody is asked for, or whose holder has no mailbox."""
    plan = document.get("needs", {}).get("payment", {}).get("plan")
    if plan is None:
        return
    if plan["place"] not in asked:
        yield Mistake("needs/payment/plan/place", f"no question is called {plan['place']!r}")
    if "quantity" in plan and asked.get(plan["quantity"]) not in COUNTS:
        yield Mistake(
            "needs/payment/plan/quantity", f"{plan['quantity']!r} is no question for a number"
        )
    names = [
        question.get("name")
        for page in document.get("pages", ())
        for question in page.get("questions", ())
    ]
    if "person.email" not in names:
        yield Mistake(
            "needs/payment/plan",
            "ask for the email address of the person (person.email): renewals are told there",
        )
