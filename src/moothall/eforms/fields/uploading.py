"""Questions answered by files, which belong to the draft from the moment they arrive."""

from typing import Any, ClassVar

from django.utils.translation import ngettext

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed

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
        Look at their number.

        :raises AnswerProblem: if there are too many
        """
        self.require_number(question, len(answer))

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
        """Return the names that the files had."""
        return tuple(file["name"] for file in answer)


def most_files(question: Question) -> int:
    """Return how many files a question takes."""
    return int(question.settings.get("most_files", MOST_FILES))
