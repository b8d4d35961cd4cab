"""
What payers are told: the plan before anything is taken, changes, failures, and the end.

Each is a message in the payer's language and format, written in the transaction of what it tells.
A notice is given when it was written: whoever cannot be written to is not collected from.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.kernel.money import pounds
from moothall.notifications.actions import send_message
from moothall.notifications.reaching import Way, language_for, way_to_reach
from moothall.payments.direct_debit.guarantee import guarantee
from moothall.payments.direct_debit.models import Collection, DebitLink, Mandate
from moothall.payments.direct_debit.ports import Schedule
from moothall.people.needs import needs_of

ABOUT = "payments.mandate"
SET_UP, CHANGED = "debit-set-up", "debit-changed"


def tell_plan(
    mandate: Mandate, planned: Sequence[Collection], *, is_first: bool, key: str, now: datetime
) -> bool:
    """Tell the payer amounts and days, with the Guarantee; tell whether they could be told."""
    language = _language(mandate)
    with translation.override(language):
        rows = "\n".join(f"{_day(one.collects_on)}: {pounds(one.amount_pence)}" for one in planned)
        said = guarantee(
            name=mandate.service.statement_name,
            days=mandate.service.days_of_notice,
            language=language,
        )
        context = {
            **_about(mandate, language),
            "plan": rows,
            "guarantee_title": said.title,
            "guarantee": "\n".join(said.points),
        }
    template = SET_UP if is_first else CHANGED
    return _send(mandate, template, context, key=key, now=now)


def tell_ended(mandate: Mandate, now: datetime) -> None:
    """Tell the payer that nothing more is collected."""
    context = _about(mandate, _language(mandate))
    _send(mandate, "debit-ended", context, key=f"ended-{now.isoformat()}", now=now)


def tell_failed(collection: Collection, now: datetime) -> None:
    """Tell the payer that a payment was not made, without the bank's reason."""
    mandate = collection.mandate
    language = _language(mandate)
    with translation.override(language):
        context = {
            **_about(mandate, language),
            "amount": pounds(collection.amount_pence),
            "day": _day(collection.collects_on),
        }
    key = f"failed-{collection.pk}-{collection.attempts}"
    _send(mandate, "debit-failed", context, key=key, now=now)


def tell_again(collection: Collection, now: datetime) -> None:
    """Tell the payer that the bank is asked once more, and when."""
    mandate = collection.mandate
    language = _language(mandate)
    with translation.override(language):
        context = {
            **_about(mandate, language),
            "amount": pounds(collection.amount_pence),
            "day": _day(collection.collects_on),
        }
    key = f"again-{collection.pk}-{collection.attempts}"
    _send(mandate, "debit-again", context, key=key, now=now)


def send_link(link: DebitLink, schedule: Schedule, secret: str, now: datetime) -> None:
    """Send the address at which one Direct Debit can be set up."""
    council = council_by_id(link.council_id)
    with translation.override(link.language):
        last = _day(link.expires_at.date())
    send_message(
        actor=system("payments"),
        council_id=link.council_id,
        template="payments.debit-link",
        channel="email",
        to=link.sent_to,
        language=link.language,
        context={
            "what": in_language(schedule.description, link.language),
            "link": f"{council.url}/direct-debit/{secret}/",
            "last_day": last,
        },
        dedupe_key=f"debit-link-{link.pk}",
        about_type="payments.debitlink",
        about_id=link.pk,
        now=now,
    )


def in_language(words: Mapping[str, str], language: str) -> str:
    """Return what is said in a language, or in English, or at all."""
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


def _send(
    mandate: Mandate, template: str, context: Mapping[str, str], *, key: str, now: datetime
) -> bool:
    way = _way(mandate)
    if way is None:
        return False
    message = send_message(
        actor=system("payments"),
        council_id=mandate.council_id,
        template=f"payments.{template}",
        channel=way.channel,
        to=way.to,
        language=_language(mandate),
        context=context,
        dedupe_key=f"debit-{mandate.pk}-{key}",
        about_type=ABOUT,
        about_id=mandate.pk,
        person_id=mandate.person_id,
        now=now,
    )
    return message.state != "failed"


def _way(mandate: Mandate) -> Way | None:
    if mandate.email:
        return Way("email", mandate.email)
    person_id: UUID | None = mandate.person_id
    return None if person_id is None else way_to_reach(mandate.council_id, person_id)


def _language(mandate: Mandate) -> str:
    council = council_by_id(mandate.council_id)
    if mandate.person_id is None:
        return mandate.language if mandate.language in council.languages else council.languages[0]
    return language_for(council, needs_of(mandate.person_id), mandate.language)


def _about(mandate: Mandate, language: str) -> dict[str, str]:
    return {
        "what": in_language(mandate.description, language),
        "reference": mandate.reference,
        "ending": mandate.account_ending,
        "statement_name": mandate.service.statement_name,
    }


def _day(day: date) -> str:
    return date_format(day, "j F Y")
