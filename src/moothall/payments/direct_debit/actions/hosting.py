"""Setting up at the collector's own pages: begun here, agreed to there, and written down here."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, GiveUp, NotFound
from moothall.payments.direct_debit import tasks
from moothall.payments.direct_debit.actions.answering import FIRST_CHECK
from moothall.payments.direct_debit.actions.ending import locked_mandate
from moothall.payments.direct_debit.actions.signing_up import end_the_one_before
from moothall.payments.direct_debit.days import LONDON
from moothall.payments.direct_debit.models import DebitLink, Mandate
from moothall.payments.direct_debit.notices import in_language
from moothall.payments.direct_debit.ports import (
    HostedSignUp,
    HostsSignUp,
    Run,
    SignedUp,
    Withdraw,
    collectors,
)
from moothall.payments.direct_debit.sealing import details_of
from moothall.payments.direct_debit.workflow import MandateState

_ACTOR = system("payments")
_LONGEST_REFERENCE = 18


def begin_hosted(*, mandate_id: UUID, return_url: str, exit_url: str) -> str:
    """
    Return where the payer of a draft goes on; outside of every transaction.

    :raises Retry: if the collector does not answer
    :raises GiveUp: if it refuses
    """
    mandate = Mandate.objects.select_related("service").get(pk=mandate_id)
    collector = collectors.get(mandate.service.collector)
    if not isinstance(collector, HostsSignUp):
        raise GiveUp("The council's collector has no pages of its own.")
    asked = HostedSignUp(
        mandate_id=mandate.pk,
        email=mandate.email,
        language=mandate.language,
        description=in_language(mandate.description, "en"),
        return_url=return_url,
        exit_url=exit_url,
    )
    begun = collector.begin_sign_up(asked, collector.options.read(mandate.service.options))
    Mandate.objects.filter(pk=mandate_id, state=MandateState.DRAFT).update(
        hosted_reference=begun.hosted_reference
    )
    return begun.url


def settle_hosted(*, mandate_id: UUID, now: datetime) -> Mandate:
    """
    Ask what came of it at the collector's pages, and write it down, once, whoever asks how often.

    :raises NotFound: if the draft was forgotten
    :raises Retry: if the collector does not answer
    :raises Conflict: if there is somebody else's for the account; this one is ended there
    """
    mandate = Mandate.objects.select_related("service").filter(pk=mandate_id).first()
    if mandate is None:
        raise NotFound("There is no such Direct Debit.")
    collector = collectors.get(mandate.service.collector)
    if mandate.state != MandateState.DRAFT or not isinstance(collector, HostsSignUp):
        return mandate
    if not mandate.hosted_reference:
        return mandate
    options = collector.options.read(mandate.service.options)
    found = collector.signed_up(mandate.hosted_reference, options)
    if found is None:
        return mandate
    try:
        return _agreed(mandate_id, found, now=now)
    except Conflict:
        collector.submit(_without(mandate, found, now), options)
        raise


@transaction.atomic
def _agreed(mandate_id: UUID, found: SignedUp, *, now: datetime) -> Mandate:
    mandate = locked_mandate(mandate_id)
    if mandate.state != MandateState.DRAFT:
        return mandate
    end_the_one_before(mandate, actor=_ACTOR, now=now)
    mandate.collector_reference = found.collector_reference
    mandate.account_name, mandate.account_ending = found.account_name, found.account_ending
    if 0 < len(found.reference) <= _LONGEST_REFERENCE:
        # What stands on the payer's bank statement.
        mandate.reference = found.reference
    mandate.move_to(MandateState.PENDING_SUBMISSION, at=now)
    mandate.move_to(MandateState.SUBMITTED, at=now)
    mandate.lodged_on, mandate.check_at = now.astimezone(LONDON).date(), now + FIRST_CHECK
    mandate.save()
    DebitLink.objects.filter(mandate=mandate, used_at=None).update(used_at=now)
    audit.record(
        actor=_ACTOR, verb="mandate.agreed", subject=mandate, now=now,
        detail={"owner": mandate.owner, "replaces": str(mandate.replaces_id or ""),
                "at": "the collector's pages"},
    )  # fmt: skip
    tasks.plan.defer(council_id=mandate.council_id, mandate_id=mandate.pk)
    return mandate


def _without(mandate: Mandate, found: SignedUp, now: datetime) -> Run:
    """Return a run that ends what was agreed to beside somebody else's mandate."""
    ended = Withdraw(
        mandate_id=mandate.pk,
        reference=mandate.reference,
        details=details_of("", found.account_name),
        collector_reference=found.collector_reference,
    )
    return Run(
        run_id=mandate.pk,
        input_on=now.astimezone(LONDON).date(),
        number=1,
        statement_name=mandate.service.statement_name,
        withdraw=[ended],
    )
