"""What a designer chooses from for a time: what is booked, where, and which answers say more."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from moothall.bookings import queries as diary
from moothall.bookings.rows import in_language
from moothall.eforms.appointments.chosen import BOOKING
from moothall.eforms.appointments.mistakes import SAYS
from moothall.eforms.circumstances import EVERYBODY
from moothall.eforms.definition import PageKind
from moothall.eforms.designing.parts import Part, questions_of, words_of_question
from moothall.eforms.views.designing.frame import Desk

Choices = Sequence[tuple[str, str]]


def time_choices(desk: Desk, question: Part) -> Mapping[str, Choices]:
    """Return the choices for the settings of a time; of other questions nothing."""
    if question["type"] != BOOKING:
        return {}
    nothing = ("", _("None"))
    offered = [
        (one.key, in_language(one.name, desk.language))
        for one in diary.activities(audiences=EVERYBODY)
    ]
    sites = [(one.key, in_language(one.name, desk.language)) for one in diary.sites()]
    return {
        "activity": _with(offered, question, "activity"),
        "place": [("", _("Any place")), *_with(sites, question, "place")],
        **{
            name: [nothing, *_with(_before(desk, question["key"], types), question, name)]
            for name, types in SAYS.items()
        },
    }


def _before(desk: Desk, question: str, types: frozenset[str]) -> list[tuple[str, str]]:
    """Return the questions of these types that are asked before one."""
    earlier = []
    for home, asked in questions_of(desk.document):
        if asked["key"] == question:
            break
        if asked["type"] in types and home.get("kind") != PageKind.REPEAT:
            earlier.append((asked["key"], words_of_question(asked, desk.language)))
    return earlier


def _with(choices: list[tuple[str, str]], question: Part, name: str) -> list[tuple[str, str]]:
    """Return the choices with the one that stands in the form, if it is not there any more."""
    value = question.get("settings", {}).get(name)
    if value and value not in dict(choices):
        choices = [(value, _("%(key)s (not there)") % {"key": value}), *choices]
    return choices
