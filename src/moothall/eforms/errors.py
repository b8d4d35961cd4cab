"""What can go wrong with forms; each says what the caller may do about it."""

from collections.abc import Sequence

from moothall.eforms.mistakes import Mistake
from moothall.eforms.models import Draft, SigningState
from moothall.eforms.prefilling import Refused
from moothall.kernel.errors import Conflict, MoothallError, NotPermitted


class FormNotPublishable(MoothallError):
    """The document has mistakes, each with its place."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)


class FormClosed(MoothallError):
    """The form, or the version that a draft began with, takes nothing any more, or not yet."""


class TooManyToExport(MoothallError):
    """There is more in these days than one page may send; fewer days, or the command, will do."""

    def __init__(self, count: int) -> None:
        super().__init__(f"There are {count} submissions, which are too many for one export.")
        self.count = count


class NotReady(MoothallError):
    """The draft cannot be handed in yet; `page` is where something is missing or wrong."""

    def __init__(self, page: str) -> None:
        super().__init__(f"Something is missing or wrong on the page {page!r}.")
        self.page = page


class TimeLost(NotReady):
    """
    A time that was chosen cannot be had any more; `page` is where another is chosen.

    `is_enough` tells that the person has as many of these ahead as one may.
    """

    def __init__(self, page: str, *, is_enough: bool = False) -> None:
        super().__init__(page)
        self.is_enough = is_enough


class AnswersRefused(MoothallError):
    """The form does not take some of the answers that a program gave, each with its reason."""

    def __init__(self, refused: Sequence[Refused]) -> None:
        super().__init__("; ".join(f"{one.name}: {one.reason}" for one in refused))
        self.refused = tuple(refused)


class PrefillGone(MoothallError):
    """The answers that a partner gave were taken up already, or nobody came for them in time."""


class Guarded(NotPermitted):
    """The form is about somebody who must not be found, and whoever opens it did not begin it."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("This form is hidden to protect its person.")
        self.draft = draft


class NeedsSignature(MoothallError):
    """Somebody else must sign before the draft counts as handed in."""


class NeedsPayment(MoothallError):
    """A fee must be paid before the draft counts as handed in."""


class SigningSettled(MoothallError):
    """Nothing is left to sign: it was signed, declined or taken back, or it is too late."""

    def __init__(self, state: SigningState) -> None:
        super().__init__(f"This signature is {state.value}.")
        self.state = state


class DraftFrozen(NotReady):
    """The draft waits for somebody else, and nothing in it changes meanwhile."""


class ChangedMeanwhile(Conflict):
    """Somebody else changed the very part that is being changed."""
