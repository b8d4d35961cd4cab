"""A bank or building society account."""

import re
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed, first
from moothall.kernel.modulus import may_exist, weight_table

_PARTS = ("name", "sort-code", "account-number")
_LONGEST_NAME = 100
_ROLL_NUMBER = re.compile(r"[A-Z0-9 ./-]{1,18}", re.IGNORECASE)


class BankAccountField:
    """
    An account: the name on it, its sort code, its number, and a building society's roll number.

    Shown with all but the last figures hidden: who looks over a shoulder learns nothing.
    """

    key: ClassVar[str] = "bank_account"
    widget: ClassVar[str] = "bank_account"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the boxes."""
        parts = (*_PARTS, "roll-number") if _has_roll_number(question) else _PARTS
        return tuple(f"{question.key}-{part}" for part in parts)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the account.

        :raises AnswerProblem: naming the boxes that are empty or wrong
        """
        given = {part: first(typed, f"{question.key}-{part}") for part in _PARTS}
        if not any(given.values()):
            return None
        empty = tuple(part for part in _PARTS if not given[part])
        if empty:
            raise AnswerProblem(_asking_for(empty[0]), empty)
        sort_code = re.sub(r"[\s-]", "", given["sort-code"])
        if not re.fullmatch(r"[0-9]{6}", sort_code):
            raise AnswerProblem(_("Enter a sort code, like 30 94 30"), ("sort-code",))
        number = re.sub(r"[\s-]", "", given["account-number"])
        if not re.fullmatch(r"[0-9]{6,8}", number):
            raise AnswerProblem(
                _("The account number must be between 6 and 8 numbers"), ("account-number",)
            )
        roll = first(typed, f"{question.key}-roll-number") if _has_roll_number(question) else ""
        if roll and not _ROLL_NUMBER.fullmatch(roll):
            raise AnswerProblem(
                _("The roll number must be 18 letters and numbers or fewer"), ("roll-number",)
            )
        return {
            "name": " ".join(given["name"].split())[:_LONGEST_NAME],
            "sort_code": sort_code,
            "account_number": number.zfill(8),
            "roll_number": roll,
        }

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Ask whether such an account can exist.

        :raises AnswerProblem: if it cannot
        """
        if not may_exist(answer["sort_code"], answer["account_number"], weight_table()):
            raise AnswerProblem(
                question.wrong.within(reading.language)
                or _("Check the sort code and account number: they do not belong together"),
                ("sort-code", "account-number"),
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return what is in each box."""
        key = question.key
        typed = {
            f"{key}-name": [answer["name"]],
            f"{key}-sort-code": [_pairs(answer["sort_code"])],
            f"{key}-account-number": [answer["account_number"]],
        }
        if _has_roll_number(question):
            typed[f"{key}-roll-number"] = [answer["roll_number"]]
        return typed

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the name and the last figures."""
        ending = _("Account ending %(figures)s") % {"figures": answer["account_number"][-4:]}
        return (answer["name"], ending)


def _has_roll_number(question: Question) -> bool:
    return bool(question.settings.get("with_roll_number", False))


def _pairs(sort_code: str) -> str:
    return f"{sort_code[:2]} {sort_code[2:4]} {sort_code[4:]}"


def _asking_for(part: str) -> str:
    match part:
        case "name":
            return _("Enter the name on the account")
        case "sort-code":
            return _("Enter a sort code")
        case _:
            return _("Enter an account number")
