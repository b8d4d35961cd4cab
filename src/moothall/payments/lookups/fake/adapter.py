"""Says what it was told is owed."""

from typing import ClassVar

from moothall.kernel.errors import Retry
from moothall.payments.lookup_ports import Owed, OwedQuestion


class FakeLookup:
    """A keeper of a few accounts."""

    key: ClassVar[str] = "fake"

    def __init__(self) -> None:
        self.accounts: dict[tuple[str, str, str], Owed] = {}
        self.asked: list[OwedQuestion] = []
        self.is_away = False

    def know(self, reference: str, surname: str, postcode: str, owed: Owed) -> None:
        """Keep an account."""
        self.accounts[reference, surname.casefold(), _plain(postcode)] = owed

    def go_away(self) -> None:
        """Answer no more."""
        self.is_away = True

    def forget(self) -> None:
        """Know nothing again."""
        self.__init__()  # type: ignore[misc]

    def owed(self, question: OwedQuestion, /) -> Owed | None:
        """
        Return what it knows.

        :raises Retry: once it has gone away
        """
        self.asked.append(question)
        if self.is_away:
            raise Retry("The fake has gone away.")
        name = question.surname.strip().casefold()
        return self.accounts.get((question.reference, name, _plain(question.postcode)))


def _plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()
