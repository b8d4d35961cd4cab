"""What holders are told of their subscriptions, with a link that leads to the renewal."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils import formats, translation

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.kernel.money import pounds
from moothall.notifications.actions import send_message
from moothall.notifications.reaching import Way, way_to_reach
from moothall.payments.models import Charge, Subscription
from moothall.payments.subscriptions.links import pay_address
from moothall.payments.wording import words_in

NOTICE = "payments.subscription-notice"
NOTICE_CARD = "payments.subscription-notice-card"
INSTALMENT = "payments.subscription-instalment"
RENEWED = "payments.subscription-renewed"
CARD_FAILED = "payments.subscription-card-failed"
LAPSED = "payments.subscription-lapsed"
STOPPED = "payments.subscription-stopped"


def tell_due(subscription: Subscription, charge: Charge, *, now: datetime) -> None:
    """Tell that a renewal or an instalment is due, or when the kept card will be charged."""
    template = NOTICE_CARD if charge.try_on else NOTICE
    if charge.kind == "instalment":
        template = INSTALMENT
    _tell(template, subscription, charge, key=str(charge.pk), now=now)


def tell_renewed(subscription: Subscription, charge: Charge, *, now: datetime) -> None:
    """Tell until when it is paid for."""
    _tell(RENEWED, subscription, charge, key=str(charge.pk), now=now)


def tell_card_failed(
    subscription: Subscription, charge: Charge, *, payment_id: UUID, now: datetime
) -> None:
    """Tell that the kept card could not be charged, and when it is tried again, if at all."""
    _tell(CARD_FAILED, subscription, charge, key=str(payment_id), now=now)


def tell_lapsed(subscription: Subscription, *, now: datetime) -> None:
    """Tell that it is over because it was not paid for."""
    _tell(LAPSED, subscription, None, key=f"{subscription.pk}:{subscription.last_on}", now=now)


def tell_stopped(subscription: Subscription, *, pence: int, now: datetime) -> None:
    """Tell that it is stopped, and how much is given back."""
    given = {"back": pounds(pence) if pence else ""}
    _tell(STOPPED, subscription, None, key=str(subscription.pk), more=given, now=now)


def _tell(
    template: str,
    subscription: Subscription,
    charge: Charge | None,
    *,
    key: str,
    now: datetime,
    more: Mapping[str, str] | None = None,
) -> None:
    way = _way(subscription)
    if way is None:
        return
    council, language = council_by_id(subscription.council_id), subscription.language
    send_message(
        actor=system("payments.subscriptions"),
        council_id=subscription.council_id,
        template=template,
        channel=way.channel,
        to=way.to,
        language=language,
        context={
            "plan": words_in(subscription.plan.name, language),
            "reference": subscription.reference,
            "quantity": str(charge.quantity if charge else subscription.quantity),
            "place": subscription.place,
            "last": _day(subscription.last_on, language),
            "amount": pounds(charge.pence) if charge else "",
            "from": _day(charge.first_on, language) if charge else "",
            "until": _day(charge.last_on, language) if charge else "",
            "due": _day(charge.due_on, language) if charge else "",
            "card_day": _day(charge.try_on, language) if charge and charge.try_on else "",
            "link": pay_address(council, charge.pk, language) if charge else council.url,
            **(more or {}),
        },
        dedupe_key=f"{template}:{key}",
        about_type=Subscription._meta.label_lower,
        about_id=subscription.pk,
        person_id=subscription.person_id,
        now=now,
    )


def _way(subscription: Subscription) -> Way | None:
    """Return how a holder is reached: as they prefer if they are known, else by e-mail."""
    if subscription.person_id is not None:
        found = way_to_reach(subscription.council_id, subscription.person_id)
        if found is not None:
            return found
    return Way("email", subscription.email) if subscription.email else None


def _day(day: date, language: str) -> str:
    with translation.override(language):
        return formats.date_format(day, "j F Y")
