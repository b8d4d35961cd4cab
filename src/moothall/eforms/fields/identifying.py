"""Questions answered by a number that others gave: National Insurance, vehicles, postcodes."""

import re
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading
from moothall.eforms.fields.writing import WrittenField
from moothall.places import queries as places

#: HMRC's NIM39110: two letters (neither D, F, I, Q, U, V; the second not O), six figures, A to D.
_NI_NUMBER = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")
#: DVLA's INF104: current, prefix, suffix, dateless, and those of Northern Ireland.
_REGISTRATION = re.compile(
    r"[A-Z]{2}\d{2}[A-Z]{3}|[A-Z]\d{1,3}[A-Z]{3}|[A-Z]{3}\d{1,3}[A-Z]"
    r"|[A-Z]{1,3}\d{1,4}|\d{1,4}[A-Z]{1,3}"
)
_CURRENT_STYLE = re.compile(r"[A-Z]{2}\d{2}[A-Z]{3}")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")


class _NumberGivenByOthers(WrittenField, ABC):
    """Letters and figures of a known form, whatever spaces and cases they are typed with."""

    form: ClassVar[re.Pattern[str]]
    longest: ClassVar[int] = 20

    def tidy(self, text: str) -> str:
        """Return the text in capitals, with nothing between its letters and figures."""
        return re.sub(r"[\s\-.]", "", text).upper()

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at the form.

        :raises AnswerProblem: if it is not of this form
        """
        if not self.form.fullmatch(answer):
            raise AnswerProblem(question.wrong.within(reading.language) or self.correction())

    @abstractmethod
    def correction(self) -> str:
        """Return what is said of one that is wrong."""


class NiNumberField(_NumberGivenByOthers):
    """A National Insurance number."""

    key: ClassVar[str] = "ni_number"
    widget: ClassVar[str] = "ni_number"
    form: ClassVar[re.Pattern[str]] = _NI_NUMBER

    def correction(self) -> str:
        """Return an example of one."""
        return _("Enter a National Insurance number, like QQ 12 34 56 C")

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the number in its pairs."""
        return (" ".join((answer[:2], answer[2:4], answer[4:6], answer[6:8], answer[8:])),)


class VehicleRegistrationField(_NumberGivenByOthers):
    """The registration number of a vehicle, as on its number plate."""

    key: ClassVar[str] = "vehicle_registration"
    widget: ClassVar[str] = "vehicle_registration"
    form: ClassVar[re.Pattern[str]] = _REGISTRATION

    def correction(self) -> str:
        """Return an example of one."""
        return _("Enter a vehicle registration, like AB12 CDE")

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the number with the space that number plates have."""
        current = _CURRENT_STYLE.fullmatch(answer)
        return (f"{answer[:4]} {answer[4:]}" if current else answer,)


class PostcodeAreaField(_NumberGivenByOthers):
    """A postcode that decides whether the council serves the person."""

    key: ClassVar[str] = "postcode_area"
    widget: ClassVar[str] = "postcode_area"
    form: ClassVar[re.Pattern[str]] = _POSTCODE

    def correction(self) -> str:
        """Return an example of one."""
        return _("Enter a full UK postcode, like AA3 1AB")

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at the form, and whether it is among the postcodes that are served.

        :raises AnswerProblem: if it is none, or lies elsewhere
        """
        super().judge(question, answer, reading)
        served = question.settings.get("postcodes")
        if served is not None:
            is_served = any(_begins(answer, beginning) for beginning in served)
        elif reading.council.custodian_code is None:
            is_served = True
        else:
            is_served = bool(
                places.find_addresses(
                    self._spaced(answer), custodian_code=reading.council.custodian_code, limit=1
                )
            )
        if not is_served:
            said = question.message("outside", reading.language)
            raise AnswerProblem(
                said
                or _("%(postcode)s is not in the area of %(council)s")
                % {
                    "postcode": self._spaced(answer),
                    "council": reading.council.name_in(reading.language),
                }
            )

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the postcode with its space."""
        return (self._spaced(answer),)

    def _spaced(self, answer: str) -> str:
        return f"{answer[:-3]} {answer[-3:]}"


def _begins(postcode: str, beginning: str) -> bool:
    """Tell whether a postcode lies in an area (AB), a district (AB1), a sector (AB1 2) or is it."""
    wanted = beginning.replace(" ", "").upper()
    if not postcode.startswith(wanted):
        return False
    outward = postcode[:-3]
    if len(wanted) > len(outward) or wanted == outward:
        return True
    return wanted.isalpha() and not outward[len(wanted)].isalpha()
