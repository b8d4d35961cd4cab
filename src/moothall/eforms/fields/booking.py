"""Questions answered by a time of the council's diary."""

from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.bookings import queries as diary
from moothall.bookings.slots.local_time import local_of
from moothall.eforms.appointments import chosen
from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed
from moothall.eforms.fields.timing import spoken_time
from moothall.kernel.errors import NotFound


class BookingField:
    """
    A time to turn up at, chosen out of those that are free.

    Kept with what was said of it when it was chosen: day, time, place, and the booking that holds
    it. Reading one holds nothing; that is done as the page is saved.
    """

    key: ClassVar[str] = chosen.BOOKING
    widget: ClassVar[str] = chosen.BOOKING

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the name of the buttons."""
        return (question.key,)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the time that was chosen, which nothing holds yet.

        :raises AnswerProblem: if there is no such time or nothing to book
        """
        slot = next((one for one in reversed(typed.get(question.key, ())) if one.strip()), "")
        if not slot:
            return None
        wanted = chosen.wanted_of(question, reading.answers)
        try:
            starts_at, site_id = diary.slot_from_key(slot)
            activity = diary.activity_by_key(wanted.activity)
        except (ValueError, NotFound) as error:
            raise AnswerProblem(_("Choose a time from the list")) from error
        day, clock = local_of(starts_at, ZoneInfo(reading.council.time_zone))
        site = next((one for one in diary.sites() if one.id == site_id), None)
        return chosen.not_held_yet(
            wanted, activity, slot, starts_on=day, starts_at=clock, place=site.name if site else {}
        )

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look whether the time is still what the other answers ask for.

        Whether it is still held the diary says when it is promised.

        :raises AnswerProblem: if they ask for another place, or for more people
        """
        if not chosen.fits(question, answer, reading.answers):
            raise AnswerProblem(
                _("You have changed an answer on which the time depends. Choose a time again")
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the name of the time."""
        return {question.key: [answer["slot"]]}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the day and time, the place, and the booking's reference."""
        with translation.override(language):
            when = when_words(answer["on"], answer["at"])
            place = answer["place"].get(language) or answer["place"].get("en", "")
            where = ", ".join(filter(None, (place, answer["address"])))
            reference = (
                _("Booking reference %(reference)s") % {"reference": answer["reference"]}
                if answer["reference"]
                else ""
            )
            lost = _("This time could not be kept") if answer.get("lost") else ""
        return tuple(filter(None, (when, where, reference, lost)))


def when_words(on: str, at: str) -> str:
    """Return a day and a time as people say them: Tuesday 1 December 2026 at 9:30am."""
    return _("%(day)s at %(clock)s") % {
        "day": formats.date_format(date.fromisoformat(on), "l j F Y"),
        "clock": spoken_time(at),
    }
