"""What a new form, page or question starts with, so that a designer changes little."""

from typing import Any

from django.utils.translation import gettext, gettext_noop, override

from moothall.eforms import dictionary
from moothall.eforms.definition import SCHEMA_VERSION
from moothall.eforms.designing.parts import Document, Part, questions_of

#: The fact that a question of a type most often asks for.
_USUAL = {
    "name": "person.name",
    "email": "person.email",
    "phone": "person.phone",
    "address": "property.uprn",
    "map_location": "place",
    "map_line": "place.line",
    "ni_number": "person.ni_number",
    "vehicle_registration": "vehicle.registration",
    "bank_account": "payment.bank_account",
    "upload": "request.photos",
}
#: Stands for what is booked until it is chosen; no form is published with it.
TO_CHOOSE = "to-choose"


def usual_name(document: Document, question_type: str) -> str:
    """Return the fact that a new question asks for, unless the form asks for it already."""
    name = _USUAL.get(question_type, "")
    taken = {question.get("name") for _, question in questions_of(document)}
    return name if name and name not in taken else ""


def usual_settings(question_type: str) -> dict[str, Any]:
    """Return the settings that a new question starts with."""
    match question_type:
        case "calculated":
            return {"as": "number"}
        case "booking":
            return {"activity": TO_CHOOSE}
    return {}


def names_for(question_type: str) -> tuple[str, ...]:
    """Return the facts of the dictionary that a question of this type may ask for."""
    return tuple(name for name, types in dictionary.NAMES.items() if question_type in types)


def new_form(*, slug: str, title: str, service_type: str) -> Document:
    """Return a form that asks what nearly every form asks, to be changed."""
    return {
        "schema_version": SCHEMA_VERSION,
        "slug": slug,
        "title": {"en": title},
        "privacy": in_both(
            gettext_noop("We use what you tell us to deal with your request, and for nothing else.")
        ),
        "pages": [
            _alone(
                "details",
                "textarea",
                gettext_noop("Tell us about your request"),
                "request.description",
            ),
            _alone("your-name", "name", gettext_noop("What is your name?"), "person.name"),
            {
                "key": "contact",
                "title": in_both(gettext_noop("How can we contact you?")),
                "questions": [
                    {
                        "key": "email",
                        "type": "email",
                        "name": "person.email",
                        "label": in_both(gettext_noop("Email address")),
                    },
                    {
                        "key": "phone",
                        "type": "phone",
                        "name": "person.phone",
                        "label": in_both(gettext_noop("UK phone number")),
                        "required": False,
                    },
                ],
            },
        ],
        "outcome": {"service_type": service_type, "summary": title},
        "confirmation": {
            "title": in_both(gettext_noop("We have your request")),
            "next_steps": in_both(
                gettext_noop("We will read what you sent us and get back to you.")
            ),
        },
    }


def _alone(key: str, question_type: str, label: str, name: str) -> Part:
    question = {"key": key, "type": question_type, "name": name, "label": in_both(label)}
    return {"key": f"{key}-page", "questions": [question]}


def in_both(words: str) -> dict[str, str]:
    """Return words of the product's own as a text of a form, in every language that has them."""
    with override("cy"):
        welsh = gettext(words)
    return {"en": words} if welsh == words else {"en": words, "cy": welsh}
