"""The states of mandates and collections, each arrow with its reason."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

S = TypeVar("S", bound=models.TextChoices)


class MandateState(models.TextChoices):
    """Where an instruction to a payer's bank stands; the label is what the payer reads."""

    DRAFT = "draft", _("Not confirmed yet")
    PENDING_SUBMISSION = "pending_submission", _("Being set up")
    SUBMITTED = "submitted", _("With your bank")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Paused")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Refused by the bank")
    EXPIRED = "expired", _("Ended: not used for a long time")


#: Something may still be collected under these, now or soon.
LIVE_MANDATES = (
    MandateState.PENDING_SUBMISSION,
    MandateState.SUBMITTED,
    MandateState.ACTIVE,
    MandateState.SUSPENDED,
)

MANDATE_ARROWS: Mapping[MandateState, Mapping[MandateState, str]] = MappingProxyType(
    {
        MandateState.DRAFT: {
            MandateState.PENDING_SUBMISSION: "The payer has read the confirmation and agreed.",
        },
        MandateState.PENDING_SUBMISSION: {
            MandateState.SUBMITTED: "The instruction was lodged with the bank (0N), or handed to "
            "the company that does so.",
            MandateState.FAILED: "It could not be lodged at all.",
            MandateState.CANCELLED: "The payer thought again before it was lodged.",
        },
        MandateState.SUBMITTED: {
            MandateState.ACTIVE: "The bank has had its days to refuse, or says that it is active.",
            MandateState.FAILED: "The bank sent the instruction back (AUDDIS).",
            MandateState.CANCELLED: "The payer, the council or the bank ended it.",
            MandateState.SUSPENDED: "The bank reports something that a person must settle first.",
        },
        MandateState.ACTIVE: {
            MandateState.SUSPENDED: "The bank reports something that a person must settle first.",
            MandateState.CANCELLED: "The payer, the council or the bank ended it (ADDACS, ARUDD).",
            MandateState.FAILED: "The bank refused after all, later than it should.",
            MandateState.EXPIRED: "Nothing was collected for 13 months.",
        },
        MandateState.SUSPENDED: {
            MandateState.ACTIVE: "A person settled it, or the bank put it back in force.",
            MandateState.CANCELLED: "The payer, the council or the bank ended it.",
            MandateState.FAILED: "The bank sent the instruction back (AUDDIS).",
            MandateState.EXPIRED: "Nothing was collected for 13 months.",
        },
        MandateState.CANCELLED: {
            MandateState.ACTIVE: "The bank put it back in force (ADDACS reason R); nothing is "
            "lodged again.",
        },
        MandateState.FAILED: {},
        MandateState.EXPIRED: {},
    }
)


class CollectionState(models.TextChoices):
    """What has become of one payment by Direct Debit; the label is what the payer reads."""

    SCHEDULED = "scheduled", _("Planned")
    NOTIFIED = "notified", _("We have told you")
    SUBMITTED = "submitted", _("Asked of your bank")
    PRESUMED_PAID = "presumed_paid", _("Taken")
    CONFIRMED = "confirmed", _("Paid")
    FAILED = "failed", _("Not paid")
    LATE_FAILURE = "late_failure", _("Taken, then sent back")
    CHARGED_BACK = "charged_back", _("Paid back by your bank")
    CANCELLED = "cancelled", _("Cancelled")


#: These can still be changed: nothing was asked of a bank.
OPEN_COLLECTIONS = (CollectionState.SCHEDULED, CollectionState.NOTIFIED)
#: Money that the council has, or believes to have.
TAKEN = frozenset({CollectionState.PRESUMED_PAID, CollectionState.CONFIRMED})

COLLECTION_ARROWS: Mapping[CollectionState, Mapping[CollectionState, str]] = MappingProxyType(
    {
        CollectionState.SCHEDULED: {
            CollectionState.NOTIFIED: "The payer was told amount and day, early enough.",
            CollectionState.CANCELLED: "The schedule or the mandate ended.",
        },
        CollectionState.NOTIFIED: {
            CollectionState.SUBMITTED: "It went into the day's run.",
            CollectionState.SCHEDULED: "Amount or day changed, so the payer is told again.",
            CollectionState.FAILED: "The company that collects would not take it on.",
            CollectionState.CANCELLED: "The schedule or the mandate ended.",
        },
        CollectionState.SUBMITTED: {
            CollectionState.PRESUMED_PAID: "Its day came and nothing was sent back so far.",
            CollectionState.CONFIRMED: "The company that collects says that it was paid.",
            CollectionState.FAILED: "The bank returned it unpaid (ARUDD).",
            CollectionState.CANCELLED: "It was called back before it reached the bank.",
        },
        CollectionState.PRESUMED_PAID: {
            CollectionState.CONFIRMED: "The days in which it could be returned have passed.",
            CollectionState.FAILED: "The bank returned it unpaid (ARUDD).",
            CollectionState.CHARGED_BACK: "The bank paid the payer back under the Guarantee.",
        },
        CollectionState.CONFIRMED: {
            CollectionState.LATE_FAILURE: "The bank returned it after the days it had.",
            CollectionState.CHARGED_BACK: "The bank paid the payer back under the Guarantee.",
        },
        CollectionState.FAILED: {
            CollectionState.NOTIFIED: "It is presented again: the same amount, within a month.",
            CollectionState.SUBMITTED: "The company that collects presented it again by itself.",
        },
        CollectionState.LATE_FAILURE: {},
        CollectionState.CHARGED_BACK: {
            CollectionState.CONFIRMED: "The claim was taken back or refused: the money stays.",
        },
        CollectionState.CANCELLED: {},
    }
)


_DRAWN = (
    "Drawn from `moothall/payments/direct_debit/workflow.py` by `manage.py "
    "draw_direct_debit_workflow`; do not edit."
)


def diagram() -> str:
    """Return the page of the documentation that shows both tables."""
    return "\n".join(
        [
            "# The states of a Direct Debit",
            "",
            _DRAWN,
            "",
            "## Mandate",
            "",
            *_drawn(MandateState, MANDATE_ARROWS),
            "## Collection",
            "",
            *_drawn(CollectionState, COLLECTION_ARROWS),
        ]
    )


def _drawn(
    states: type[S],
    arrows: Mapping[S, Mapping[S, str]],
) -> list[str]:
    first = next(iter(states))
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first.value}"]
    for origin, targets in arrows.items():
        lines += [f"    {origin.value} --> {target.value}" for target in targets]
        if not targets:
            lines.append(f"    {origin.value} --> [*]")
    lines += ["```", "", "| State | The payer reads |", "|---|---|"]
    lines += [f"| `{state.value}` | {_in_english(state)} |" for state in states]
    lines += ["", "| From | To | Why |", "|---|---|---|"]
    lines += [
        f"| `{origin.value}` | `{target.value}` | {why} |"
        for origin, targets in arrows.items()
        for target, why in targets.items()
    ]
    return [*lines, ""]


def _in_english(state: models.TextChoices) -> str:
    with override("en"):
        return str(state.label)
