"""What the work on cases refuses, in words for whoever is at the desk."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from moothall.kernel.errors import MoothallError, TransitionNotAllowed


class NothingToTake(MoothallError):
    """There is no next case for this employee; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class CannotBeMentioned(MoothallError):
    """A note names colleagues whom it cannot reach: nobody of the name may see the case."""

    def __init__(self, handles: Sequence[str]) -> None:
        super().__init__(", ".join(handles))
        self.handles = tuple(handles)

    @property
    def words(self) -> str:
        """Say whom, and what to do."""
        return _(
            "Nobody called %(names)s may see this case, so your note would not reach them. Check "
            "the name, or take out the @."
        ) % {"names": ", ".join(f"@{handle}" for handle in self.handles)}


class MeansSeveral(MoothallError):
    """A note names a colleague by what two of them are called."""

    def __init__(self, handle: str, addresses: Sequence[str]) -> None:
        super().__init__(handle)
        self.handle, self.addresses = handle, tuple(addresses)

    @property
    def words(self) -> str:
        """Say by what each can be named."""
        return _("@%(name)s can be more than one colleague. Write one of: %(addresses)s") % {
            "name": self.handle,
            "addresses": ", ".join(f"@{one}" for one in self.addresses),
        }


class TooManyParts(MoothallError):
    """A case has as many sub-cases as it may have."""


class ClosingBlocked(TransitionNotAllowed):
    """A case cannot be finished while something of it is still to do; `words` say what."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
