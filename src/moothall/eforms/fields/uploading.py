"""Questions answered by files, which belong to the draft from the moment they arrive."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed
from moothall.eforms.wording import Wording, wording

MOST_FILES = 5


class UploadField:
    """
    Files, such as photos.

    The answer lists the files that the draft holds for the question; what the browser sends is
    stored before the answer is read, and never trusted to name a file.
    """

    key: ClassVar[str] = "upload"
    widget: ClassVar[str] = "upload"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the one input, which takes files."""
        return (question.key,)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """Return the files that the draft holds, or None."""
        return [dict(file) for file in reading.files.get(question.key, ())] or None

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look at their number, for viruses, and whether each is said to be something.

        :raises AnswerProblem: if there are too many, or one is unnamed, or a needed one is missing
        """
        self.require_number(question, len(answer))
        infected = next(
            (one for one in reading.files.get(question.key, ()) if one.get("is_infected")), None
        )
        if infected is not None:
            raise AnswerProblem(
                _("“%(file)s” holds a virus. Remove it and choose another file")
                % {"file": infected["name"]}
            )
        kinds = kinds_of(question)
        unnamed = next((one for one in answer if kinds and not one.get("kind")), None)
        if unnamed is not None:
            raise AnswerProblem(
                _("Say what “%(file)s” is") % {"file": unnamed["name"]},
                (f"kind-{unnamed['id']}",),
            )
        there = {one.get("kind") for one in answer}
        for kind in kinds:
            if kind.is_needed and kind.value not in there:
                raise AnswerProblem(
                    _("Add this file too: %(kind)s") % {"kind": kind.label.within(reading.language)}
                )

    def require_number(self, question: Question, number: int) -> None:
        """
        Look at a number of files.

        :raises AnswerProblem: if it is too great
        """
        most = most_files(question)
        if number > most:
            raise AnswerProblem(
                ngettext(
                    "You can add up to %(number)s file",
                    "You can add up to %(number)s files",
                    most,
                )
                % {"number": most}
            )

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return nothing: files are shown from the draft."""
        return {}

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the names that the files had, each with what it is where that was asked."""
        labels = {kind.value: kind.label.within(language) for kind in kinds_of(question)}
        return tuple(
            f"{labels[file['kind']]}: {file['name']}"
            if file.get("kind") in labels
            else file["name"]
            for file in answer
        )


@dataclass(frozen=True)
class FileKind:
    """One of the things that a file may be, such as a proof of address."""

    value: str
    label: Wording
    is_needed: bool


def kinds_of(question: Question) -> tuple[FileKind, ...]:
    """Return what files of a question may be; nothing where it does not ask."""
    return tuple(
        FileKind(one["value"], wording(one["label"]), one.get("is_needed", False))
        for one in question.settings.get("kinds", ())
    )


def only_kind(question: Question) -> str:
    """Return the one thing that all files of a question are, where there is but one."""
    kinds = kinds_of(question)
    return kinds[0].value if len(kinds) == 1 else ""


def kind_input(question: Question, file_id: object) -> str:
    """Return the name of the input in which the person says what a file is."""
    return f"{question.key}-kind-{file_id}"


def most_files(question: Question) -> int:
    """Return how many files a question takes."""
    return int(question.settings.get("most_files", MOST_FILES))
