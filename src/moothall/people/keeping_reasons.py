"""
Why a council may keep something although somebody asks for its erasure, as data.

Erasure gives way where the law asks for the data, where a task in the public interest needs it,
and where claims at law may follow (UK GDPR art 17(3)(b), (e)). Each reason has words for the
person, the law that it rests on, and for how many days it holds from the last thing that happened;
a council sets its own days in its file (`keeping`). These are values to begin with, not advice:
see `docs/decisions/erasing-and-keeping.md`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.kernel.registry import Registry
from moothall.people.models import RetentionRule

YEAR = 365


@dataclass(frozen=True, kw_only=True)
class KeepingReason:
    """A reason to keep something; without days it holds until something else has happened."""

    key: str
    words: str | Promise
    law: str
    days: int | None = None


keeping_reasons: Registry[KeepingReason] = Registry("reason to keep")

OPEN = keeping_reasons.register(
    KeepingReason(
        key="open",
        words=_("Somebody is still working on it. It is kept until it is closed."),
        law="UK GDPR art 17(3)(b)",
    )
)
DELIVERY = keeping_reasons.register(
    KeepingReason(
        key="delivery",
        words=_("It has not arrived yet where it has to go."),
        law="UK GDPR art 17(3)(b)",
    )
)
NEEDED = keeping_reasons.register(
    KeepingReason(
        key="needed",
        words=_("Something else still needs it, such as a payment or an appointment."),
        law="UK GDPR art 17(3)(b)",
    )
)
ANSWERS = keeping_reasons.register(
    KeepingReason(
        key="answers",
        words=_("The form said how long its answers are kept."),
        law="UK GDPR art 17(3)(b)",
    )
)
ENQUIRY = keeping_reasons.register(
    KeepingReason(
        key="enquiry",
        words=_("We may have to show what you asked and what we answered."),
        law="UK GDPR art 17(3)(b); Local Government Act 1974, s 26B",
        days=YEAR,
    )
)
SERVICE_REQUEST = keeping_reasons.register(
    KeepingReason(
        key="service_request",
        words=_("We may have to show what we did about your request."),
        law="UK GDPR art 17(3)(b); Local Government Act 1974, s 26B",
        days=2 * YEAR,
    )
)
PAYMENT = keeping_reasons.register(
    KeepingReason(
        key="payment",
        words=_("We must be able to show what was paid, and that it was booked rightly."),
        law="VAT Regulations 1995, reg 31; Limitation Act 1980, s 5; UK GDPR art 17(3)(b)",
        days=7 * YEAR,
    )
)
COMPLAINT = keeping_reasons.register(
    KeepingReason(
        key="complaint",
        words=_("The ombudsman or a court may ask about a complaint."),
        law="UK GDPR art 17(3)(e); Limitation Act 1980, ss 2 and 5",
        days=6 * YEAR,
    )
)
FOI = keeping_reasons.register(
    KeepingReason(
        key="foi",
        words=_("The Information Commissioner may ask about a request for information."),
        law="UK GDPR art 17(3)(b); Freedom of Information Act 2000, s 50",
        days=3 * YEAR,
    )
)
CONTACT = keeping_reasons.register(
    KeepingReason(
        key="contact",
        words=_("We may have to show that you were in touch with us."),
        law="UK GDPR art 17(3)(b)",
        days=YEAR,
    )
)
PERSON = keeping_reasons.register(
    KeepingReason(
        key="person",
        words=_("Your name stays with what must be kept, and goes with the last of it."),
        law="UK GDPR art 17(3)(b)",
    )
)
ACCOUNTING = keeping_reasons.register(
    KeepingReason(
        key="accounting",
        words=_("We must be able to show who did what, without your name."),
        law="UK GDPR art 5(2)",
    )
)
#: Not a hold against erasure: how long papers stay after the right they showed has ended.
GRANT_PAPERS = keeping_reasons.register(
    KeepingReason(
        key="grant_papers",
        words=_("We may have to show by what right somebody acted for another."),
        law="UK GDPR arts 5(1)(e) and 17(3)(e)",
        days=YEAR,
    )
)


def days_of(reason: KeepingReason) -> int | None:
    """Return for how many days the council in force keeps something for this reason."""
    rule = RetentionRule.objects.filter(reason=reason.key).first()
    return reason.days if rule is None else rule.days


def until(reason: KeepingReason, last_at: datetime) -> datetime:
    """Return when the reason ends for something that was last touched at a moment."""
    return last_at + timedelta(days=days_of(reason) or 0)


def lengths() -> Callable[[KeepingReason], timedelta]:
    """Return a function that says how long each reason holds in this council, in one statement."""
    own = dict(RetentionRule.objects.values_list("reason", "days"))
    return lambda reason: timedelta(days=own.get(reason.key, reason.days or 0))
