"""Taking up, once, the answers that a partner's program gave for a person."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.crypto import salted_hmac

from moothall.councils.queries import council_by_id
from moothall.eforms import policies
from moothall.eforms.actions.drafting import start_draft
from moothall.eforms.errors import AnswersRefused, FormClosed, PrefillGone
from moothall.eforms.fields import Reading
from moothall.eforms.models import Draft, Prefill
from moothall.eforms.prefilling import Confirmed, Taken, take
from moothall.eforms.queries import definition_of, digest_of, draft_of, form_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require

#: A second click within this leads to the draft that the first one began.
AGAIN_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Offered:
    """What a partner is told: the token of the answers, what they fill in and until when."""

    token: str
    filled: tuple[str, ...]
    expires_at: datetime


@transaction.atomic
def offer_prefill(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    answers: Mapping[str, Any],
    keep_for: timedelta,
    now: datetime,
) -> Offered:
    """
    Keep a partner's answers for one person until they are taken up, and return their token.

    Answers are named by question, or by name in the data dictionary.

    :raises NotFound: if the council has no such form
    :raises FormClosed: if the form is not open
    :raises AnswersRefused: if the form does not take one of the answers
    """
    require(policies.can_offer_prefill(actor, council_id))
    row = form_of(council_id, form)
    if not row.is_open(now):
        raise FormClosed(form)
    taken = _taken(council_id, form, answers, now=now)
    if taken.refused:
        raise AnswersRefused(taken.refused)
    token = secrets.token_urlsafe(24)
    prefill = Prefill.objects.create(
        council_id=council_id,
        form=form,
        token_digest=digest_of(token),
        answers=dict(answers),
        partner=actor.name,
        offered_at=now,
        expires_at=now + keep_for,
    )
    audit.record(actor=actor, verb="prefill.offered", subject=prefill, now=now,
                 detail={"form": form, "questions": list(taken.answers)})  # fmt: skip
    return Offered(token, tuple(taken.answers), prefill.expires_at)


@transaction.atomic
def start_prefilled_draft(
    *, actor: Actor, council_id: int, form: str, token: str, language: str, now: datetime
) -> tuple[Draft, str]:
    """
    Begin a form with the answers that a partner gave, which the token stands for, once.

    A second click within a minute leads to the same draft: the first answer may have been lost.
    An answer that the form does not take any more is left to the person.

    :raises PrefillGone: if there are no such answers, or they were taken up or ran out
    :raises FormClosed: if the form is not open
    """
    offered = Prefill.objects.select_for_update()
    prefill = offered.filter(form=form, token_digest=digest_of(token)).first()
    secret = salted_hmac("moothall.eforms.prefill", token, algorithm="sha256").hexdigest()
    if prefill is None or not is_usable(prefill, now=now):
        raise PrefillGone(form)
    if prefill.used_at is not None:
        return draft_of(council_id, secret), secret
    taken = _taken(council_id, form, prefill.answers, now=now)
    draft, _ = start_draft(
        actor=actor, council_id=council_id, form=form, language=language, secret=secret, now=now,
        confirmed={key: Confirmed(one, prefill.partner) for key, one in taken.answers.items()},
    )  # fmt: skip
    prefill.used_at, prefill.answers = now, {}
    prefill.save(update_fields=["used_at", "answers"])
    return draft, secret


def is_usable(prefill: Prefill, *, now: datetime) -> bool:
    """Tell whether a token still leads to a draft with its answers."""
    if prefill.used_at is None:
        return now < prefill.expires_at
    return now <= prefill.used_at + AGAIN_WITHIN


def forget_prefills(*, now: datetime) -> int:
    """Forget, in the councils in force, what nobody can take up any more; return how many."""
    gone, _ = Prefill.objects.filter(expires_at__lt=now - AGAIN_WITHIN).delete()
    return gone


def _taken(council_id: int, form: str, answers: Mapping[str, Any], *, now: datetime) -> Taken:
    council = council_by_id(council_id)
    today = now.astimezone(ZoneInfo(council.time_zone)).date()
    definition = definition_of(form_of(council_id, form).version_id)
    return take(definition, answers, Reading(council=council, today=today, language="en"))
