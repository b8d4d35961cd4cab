"""What a form may say of times that are chosen in it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from moothall.eforms.appointments.chosen import BOOKING
from moothall.eforms.mistakes import Mistake

#: Which questions, asked before, may say what is looked for.
SAYS: Mapping[str, frozenset[str]] = {
    "people_from": frozenset({"number", "calculated"}),
    "place_from": frozenset({"radios", "select"}),
    "near_from": frozenset({"address", "map_location"}),
    "step_free_from": frozenset({"yes_no"}),
}
_REACHED_BY = frozenset({"person.email", "person.phone"})


def time_mistakes(
    document: Mapping[str, Any], activities: Collection[str] | None
) -> Iterator[Mistake]:
    """Find times that cannot be chosen, or promised, as the form asks for them."""
    earlier: dict[str, str] = {}
    places = []
    for order, page in enumerate(document["pages"]):
        questions = page.get("questions", ())
        for number, question in enumerate(questions):
            if question["type"] != BOOKING:
                continue
            place = f"pages/{order}/questions/{number}"
            places.append(place)
            yield from _of_page(page, f"pages/{order}")
            yield from _of_question(question, place, earlier, activities)
        if page.get("kind") != "repeat":
            earlier |= {question["key"]: question["type"] for question in questions}
    if places:
        yield from _of_form(document, places[0])


def _of_page(page: Mapping[str, Any], place: str) -> Iterator[Mistake]:
    if page.get("kind") == "repeat":
        yield Mistake(place, "a time is not asked for once for each of several things")
    elif len(page["questions"]) > 1:
        yield Mistake(place, "a time is chosen on a page of its own, without other questions")


def _of_question(
    question: Mapping[str, Any],
    place: str,
    earlier: Mapping[str, str],
    activities: Collection[str] | None,
) -> Iterator[Mistake]:
    settings = question["settings"]
    if activities is not None and settings["activity"] not in activities:
        yield Mistake(
            f"{place}/settings/activity",
            f"nothing called {settings['activity']!r} can be booked with the council",
        )
    for name, types in SAYS.items():
        if name in settings and earlier.get(settings[name]) not in types:
            kinds = ", ".join(sorted(types))
            yield Mistake(
                f"{place}/settings/{name}",
                f"{settings[name]!r} is no question asked before this that is answered by {kinds}",
            )


def _of_form(document: Mapping[str, Any], place: str) -> Iterator[Mistake]:
    if document.get("needs", {}).get("signature") is not None:
        yield Mistake(
            place, "no time can be held until somebody else has signed: leave one of them out"
        )
    names = {
        question.get("name") for page in document["pages"] for question in page.get("questions", ())
    }
    if "person.name" not in names or not names & _REACHED_BY:
        yield Mistake(
            place,
            "ask for the name of the person and their email address or phone number "
            "(person.name, person.email, person.phone): bookings are told there",
        )
