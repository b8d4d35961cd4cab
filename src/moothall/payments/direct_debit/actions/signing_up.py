"""Setting up a Direct Debit without paper: the details, then the payer's agreement."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.modulus import may_exist, weight_table
from moothall.kernel.policies import require
from moothall.payments.direct_debit import notices, policies, tasks
from moothall.payments.direct_debit.actions.ending import end_mandate
from moothall.payments.direct_debit.models import DebitLink, DebitService, Mandate
from moothall.payments.direct_debit.ports import BankDetails, Schedule
from moothall.payments.direct_debit.sealing import ending_of, sealed
from moothall.payments.direct_debit.workflow import LIVE_MANDATES, MandateState
from moothall.payments.models.fund import Fund

#: Letters and figures that nobody mistakes for one another.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_REFERENCE_LENGTH = 10
#: Details that nobody agreed to are forgotten after this time.
DRAFTS_LAST = timedelta(hours=24)
#: At the collector's pages somebody may agree some days later; nothing of theirs is kept till then.
HOSTED_LAST = timedelta(days=8)
LINKS_LAST = timedelta(days=28)


class AccountRefused(ValueError):
    """A sort code and an account number cannot belong together (modulus check)."""


@transaction.atomic
def draft_mandate(
    *,
    actor: Actor,
    council_id: int,
    person_id: UUID | None,
    link_id: UUID | None = None,
    owner: str,
    schedule: Schedule,
    details: BankDetails | None,
    day: int,
    email: str,
    language: str,
    now: datetime,
) -> Mandate:
    """
    Keep the details, sealed, until the payer has read the confirmation and agreed.

    Without details they are typed at the collector's own pages; see `hosting`.

    :raises AccountRefused: if such an account cannot exist
    :raises NotFound: if the council collects no Direct Debits, or the link has ended
    """
    service = DebitService.objects.filter(council_id=council_id, replaced_at=None).first()
    if service is None:
        raise NotFound("This council collects no Direct Debits.")
    link = None if link_id is None else _open_link(link_id, now)
    require(
        policies.can_sign_up(actor, council_id=council_id, person_id=person_id, link=link)
        and (link is None or (link.owner, link.account) == (owner, schedule.account))
    )
    table = weight_table()
    if details and not may_exist(details.sort_code, details.account_number, table):
        raise AccountRefused("The sort code and account number do not belong together.")
    mandate = Mandate(
        council_id=council_id,
        service=service,
        person_id=person_id,
        reference=_new_reference(council_by_id(council_id).reference_prefix),
        owner=owner,
        account=schedule.account,
        description=_plain(schedule.description),
        fund=Fund.objects.filter(council_id=council_id, key=schedule.fund_key).first(),
        day=day,
        sealed_details=sealed(details) if details else "",
        account_ending=ending_of(details) if details else "",
        account_name=details.name if details else "",
        email=email,
        language=language,
        actor_kind=actor.kind.value,
        actor_identifier=actor.identifier,
        actor_name=actor.name,
        created_at=now,
    )
    mandate.save(force_insert=True)
    if link is not None:
        link.mandate = mandate
        link.save(update_fields=["mandate"])
    audit.record(actor=actor, verb="mandate.drafted", subject=mandate, now=now)
    return mandate


@transaction.atomic
def agree_mandate(
    *, actor: Actor, mandate_id: UUID, link_id: UUID | None = None, now: datetime
) -> Mandate:
    """
    Take the payer's agreement: it is lodged with the next run, and replaces what was there.

    Agreeing twice is agreeing once.

    :raises NotFound: if the draft was forgotten, or the link has ended
    :raises Conflict: if something was set up for the account meanwhile
    """
    mandate = _locked(mandate_id)
    link = None
    if link_id is not None:
        link = DebitLink.objects.select_for_update().filter(pk=link_id).first()
    via_link = link is not None and link.mandate_id == mandate.pk and mandate.person_id is None
    require(via_link or policies.can_change_mandate(actor, mandate))
    if mandate.state != MandateState.DRAFT:
        return mandate
    if link is not None and (link.used_at is not None or link.expires_at <= now):
        raise NotFound("This link has ended.")
    end_the_one_before(mandate, actor=actor, now=now)
    mandate.move_to(MandateState.PENDING_SUBMISSION, at=now)
    mandate.save(update_fields=["state", "agreed_at", "replaces"])
    if link is not None:
        link.used_at = now
        link.save(update_fields=["used_at"])
    audit.record(
        actor=actor,
        verb="mandate.agreed",
        subject=mandate,
        now=now,
        detail={"owner": mandate.owner, "replaces": str(mandate.replaces_id or "")},
    )
    tasks.plan.defer(council_id=mandate.council_id, mandate_id=mandate.pk)
    return mandate


@transaction.atomic
def forget_drafts(*, council_id: int, now: datetime) -> int:
    """Forget the details to which nobody agreed, and return how many there were."""
    drafts = Mandate.objects.filter(council_id=council_id, state=MandateState.DRAFT)
    old = drafts.filter(
        Q(hosted_reference="", created_at__lte=now - DRAFTS_LAST)
        | Q(created_at__lte=now - HOSTED_LAST)
    )
    DebitLink.objects.filter(mandate__in=old).update(mandate=None)
    count, _kinds = old.delete()
    return count


@transaction.atomic
def send_link(
    *,
    actor: Actor,
    council_id: int,
    owner: str,
    schedule: Schedule,
    email: str,
    language: str,
    now: datetime,
) -> str:
    """Make a link by which somebody without an account sets up one Direct Debit; send it."""
    require(policies.can_manage(actor, council_id))
    secret = secrets.token_urlsafe(24)
    link = DebitLink(
        council_id=council_id,
        secret_digest=_digest(secret),
        owner=owner,
        account=schedule.account,
        sent_to=email,
        language=language,
        made_at=now,
        expires_at=now + LINKS_LAST,
    )
    link.save(force_insert=True)
    audit.record(actor=actor, verb="debit-link.sent", subject=link, now=now)
    if email:
        notices.send_link(link, schedule, secret, now)
    return secret


def link_of(secret: str, now: datetime) -> DebitLink:
    """
    Return the link of the council in force that has this secret.

    :raises NotFound: if there is none, or it has run out
    """
    link = DebitLink.objects.filter(secret_digest=_digest(secret), expires_at__gt=now).first()
    if link is None:
        raise NotFound("There is no such link.")
    return link


def _open_link(link_id: UUID, now: datetime) -> DebitLink:
    link = DebitLink.objects.select_for_update().filter(pk=link_id).first()
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise NotFound("This link has ended.")
    return link


def _locked(mandate_id: UUID) -> Mandate:
    mandate = Mandate.objects.select_for_update().filter(pk=mandate_id).first()
    if mandate is None:
        raise NotFound("There is no such Direct Debit.")
    return mandate


def end_the_one_before(mandate: Mandate, *, actor: Actor, now: datetime) -> None:
    """
    End the mandate that is in force for the same account, which the new one replaces.

    :raises Conflict: if it is somebody else's, whom this payer must not cut off
    """
    before = (
        Mandate.objects.select_for_update()
        .filter(
            council_id=mandate.council_id,
            owner=mandate.owner,
            account=mandate.account,
            state__in=LIVE_MANDATES,
        )
        .first()
    )
    if before is None:
        return
    if before.person_id != mandate.person_id:
        raise Conflict("There is a Direct Debit for this account already.")
    end_mandate(before, actor=actor, reason="replaced", tell_payer=False, now=now)
    mandate.replaces = before


def _new_reference(prefix: str) -> str:
    return prefix + "".join(secrets.choice(_ALPHABET) for _turn in range(_REFERENCE_LENGTH))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _plain(words: Mapping[str, str]) -> dict[str, str]:
    return dict(words)
