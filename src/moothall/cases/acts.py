"""What residents may do with their own cases, and when it is possible at all."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.cases.workflow import ALLOWED, CLOSED, Status


class Act(models.TextChoices):
    """One thing that a resident may do with a case of theirs."""

    ANSWER = "answer", _("Answer a question")
    ADD = "add", _("Add a photo or document")
    WRITE = "write", _("Write a message to the team")
    RATE = "rate", _("Say how it went")
    REOPEN = "reopen", _("Open it again")
    AGAIN = "again", _("Tell us about it again")
    COMPLAIN = "complain", _("Complain")
    WITHDRAW = "withdraw", _("Take it back")


def possible_acts(
    allowed: Collection[Act],
    *,
    status: Status,
    closed_at: datetime | None,
    reopen_days: int,
    now: datetime,
) -> tuple[Act, ...]:
    """
    Return those of the acts that a council allows which the case's status admits, in order.

    Where a case may be opened again but it is too late for that, it can be told again.
    """
    told_again = {Act.AGAIN} if Act.REOPEN in allowed else set()
    possible = {
        Act.ANSWER: status is Status.AWAITING_RESIDENT,
        Act.RATE: status in CLOSED,
        Act.REOPEN: _can_reopen(status, closed_at, reopen_days, now),
        Act.AGAIN: _is_too_late(status, closed_at, reopen_days, now),
        Act.WITHDRAW: Status.CANCELLED in ALLOWED[status],
    }
    return tuple(act for act in Act if act in {*allowed, *told_again} and possible.get(act, True))


def _can_reopen(
    status: Status, closed_at: datetime | None, reopen_days: int, now: datetime
) -> bool:
    if status not in CLOSED or closed_at is None:
        return False
    return Status.IN_PROGRESS in ALLOWED[status] and now <= closed_at + timedelta(days=reopen_days)


def _is_too_late(
    status: Status, closed_at: datetime | None, reopen_days: int, now: datetime
) -> bool:
    """Tell whether it might have been opened again, but was closed too long ago."""
    if status not in CLOSED or closed_at is None:
        return False
    return Status.IN_PROGRESS in ALLOWED[status] and now > closed_at + timedelta(days=reopen_days)
