"""What others may plug into a form: checks of a page that know a trade, such as collection days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from moothall.eforms.wording import Wording
from moothall.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class CheckRequest:
    """What a check is told: the council, the moment, and the answers that it asked for."""

    council_id: int
    now: datetime
    answers: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A polite no: why the form cannot take this, and what the person can do instead."""

    title: Wording
    body: Wording


class PageCheck(Protocol):
    """
    A question that a page asks of another part of the product before it lets the person on.

    It runs when the page is saved and again at submission, in the council's scope; it reads and
    never writes, and costs two statements at most.
    """

    key: ClassVar[str]
    #: What it wants to know, by name, and the types of question that may answer it.
    wants: ClassVar[Mapping[str, frozenset[str]]]

    def refusal(self, request: CheckRequest, /) -> Refusal | None:
        """Return why the form cannot go on with these answers, or nothing if it can."""


page_checks: Registry[PageCheck] = Registry("page check")
