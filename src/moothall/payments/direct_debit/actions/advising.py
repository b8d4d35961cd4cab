"""What banks report, line by line: the rules settle what they can, employees the rest."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import GiveUp, NotFound
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require
from moothall.payments.direct_debit import notices, policies, tasks
from moothall.payments.direct_debit.actions.answering import LONGEST_CODE
from moothall.payments.direct_debit.actions.claiming import open_claim
from moothall.payments.direct_debit.actions.ending import end_mandate
from moothall.payments.direct_debit.actions.hearing import fail, lock_mandate
from moothall.payments.direct_debit.days import (
    DAYS_TO_ACT,
    LONDON,
    add_working_days,
    months_after,
    on_or_after,
)
from moothall.payments.direct_debit.models import BankAdvice, Collection, DebitService, Mandate
from moothall.payments.direct_debit.ports import Advice, AdviceKind, ReadsReports, collectors
from moothall.payments.direct_debit.reasons import Then, meaning
from moothall.payments.direct_debit.sealing import ending_of, sealed
from moothall.payments.direct_debit.workflow import CollectionState, MandateState

#: The first time and two more, as the scheme allows.
MOST_PRESENTATIONS = 3
LONGEST_REFERENCE = 18
_RETURNABLE = (
    CollectionState.SUBMITTED,
    CollectionState.PRESUMED_PAID,
    CollectionState.CONFIRMED,
)
_UNKNOWN, _DONE, _KNOWN = "reference not known", "done", "known before"


def read_report(*, actor: Actor, service_id: UUID, content: bytes, now: datetime) -> int:
    """
    Read a report of the banks and carry out each line; return how many were new.

    :raises ReportRefused: if it cannot be read; nothing of it counts then
    :raises GiveUp: if the council's collector has no reports
    """
    service = DebitService.objects.get(pk=service_id)
    require(policies.can_manage(actor, service.council_id))
    collector = collectors.get(service.collector)
    if not isinstance(collector, ReadsReports):
        raise GiveUp("This collector tells by itself what banks report.")
    lines = collector.read_report(content, collector.options.read(service.options))
    return take_advice(actor=actor, service=service, lines=lines, now=now)


@transaction.atomic
def take_advice(
    *, actor: Actor, service: DebitService, lines: Sequence[Advice], now: datetime
) -> int:
    """Carry out lines of a report, all or none, each once however often it comes."""
    require(policies.can_manage(actor, service.council_id))
    new = sum(_take(service, line, now) for line in lines)
    audit.record(
        actor=actor,
        verb="bank-report.read",
        subject=service,
        now=now,
        detail={"lines": len(lines), "new": new},
    )
    return new


@transaction.atomic
def settle_advice(*, actor: Actor, advice_id: UUID, note: str, now: datetime) -> BankAdvice:
    """
    Write down that an employee has dealt with what a bank reported; twice is once.

    :raises NotFound: if there is none
    """
    advice = BankAdvice.objects.select_for_update().filter(pk=advice_id).first()
    if advice is None:
        raise NotFound("There is no such report.")
    require(policies.can_manage(actor, advice.council_id))
    if advice.to_do:
        advice.to_do = False
        advice.settled_at, advice.settled_by, advice.settled_note = now, actor.name, note
        advice.save()
        audit.record(actor=actor, verb="bank-advice.settled", subject=advice, now=now)
    return advice


@transaction.atomic
def present_again(*, actor: Actor, collection_id: UUID, on: date, now: datetime) -> Collection:
    """
    Ask the bank for an unpaid amount once more.

    :raises ValueError: if the scheme does not allow it; the words say why
    """
    found = Collection.objects.get(pk=collection_id)
    mandate = lock_mandate(found.mandate_id)
    require(policies.can_manage(actor, mandate.council_id))
    collection = Collection.objects.select_for_update().get(pk=collection_id)
    day = on_or_after(on)
    if problem := why_not_again(collection, mandate, day, now):
        raise ValueError(problem)
    collection.move_to(CollectionState.NOTIFIED, at=now)
    collection.collects_on, collection.run = day, None
    collection.mandate = mandate
    collection.save()
    notices.tell_again(collection, now)
    audit.record(
        actor=actor, verb="collection.again", subject=collection, now=now,
        detail={"on": day.isoformat()},
    )  # fmt: skip
    return collection


def report_failure(
    collection: Collection, *, code: str, reason: str, on: date, now: datetime
) -> None:
    """Carry out that a collector says a locked collection was not paid, once an attempt."""
    mandate = collection.mandate
    if not fail(collection, code=code, reason=reason, on=on, now=now):
        return
    line = Advice(
        kind=AdviceKind.UNPAID,
        identity=f"{collection.pk}-{collection.attempts}",
        reference=mandate.reference,
        code=code[:LONGEST_CODE],
        effective_on=on,
        amount_pence=collection.amount_pence,
    )
    advice = _written(mandate.service, line, mandate, now)
    advice.collection = collection
    if not insert_once(advice, unique=("council", "fingerprint")):
        return
    if meaning(line.kind, line.code).payer_is_told:
        notices.tell_failed(collection, now)
    _follow(mandate, line, advice, now)
    advice.save()


def why_not_again(collection: Collection, mandate: Mandate, day: date, now: datetime) -> str:
    """Return why an unpaid amount may not be presented again on a day; nothing if it may."""
    lead = collectors.get(mandate.service.collector).lead_days
    soonest = add_working_days(now.astimezone(LONDON).date(), lead)
    rules = (
        (collection.state != CollectionState.FAILED, "It is not unpaid."),
        (mandate.state != MandateState.ACTIVE, "The mandate is not active."),
        (
            not meaning(AdviceKind.UNPAID, collection.code).may_be_presented_again,
            "Only what was refused for want of money may be presented again.",
        ),
        (collection.attempts >= MOST_PRESENTATIONS, "It was presented three times."),
        (day > months_after(collection.falls_on, 1), "More than a month has passed."),
        (day < soonest, "The day is too soon."),
    )
    return next((words for is_broken, words in rules if is_broken), "")


def _take(service: DebitService, line: Advice, now: datetime) -> bool:
    mandate = _mandate_of(service, line.reference)
    advice = _written(service, line, mandate, now)
    if not insert_once(advice, unique=("council", "fingerprint")):
        return False
    if line.kind is AdviceKind.INDEMNITY:
        _claim(service, mandate, line, advice, now)
    elif mandate is not None:
        if line.kind is AdviceKind.UNPAID:
            _unpaid(mandate, line, advice, now)
        _follow(mandate, line, advice, now)
    advice.save()
    return True


def _written(
    service: DebitService, line: Advice, mandate: Mandate | None, now: datetime
) -> BankAdvice:
    return BankAdvice(
        council_id=service.council_id,
        service=service,
        kind=line.kind.value,
        fingerprint=line.identity,
        reference=line.reference[:LONGEST_REFERENCE],
        code=line.code,
        amount_pence=line.amount_pence,
        effective_on=line.effective_on,
        mandate=mandate,
        outcome=_UNKNOWN if mandate is None else _DONE,
        to_do=mandate is None,
        act_by=add_working_days(now.astimezone(LONDON).date(), DAYS_TO_ACT),
        read_at=now,
    )


def _mandate_of(service: DebitService, reference: str) -> Mandate | None:
    """Return the council's mandate of a reference, of whichever service it began with, locked."""
    return (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("service")
        .filter(council_id=service.council_id, reference=reference)
        .exclude(state=MandateState.DRAFT)
        .first()
    )


def _unpaid(mandate: Mandate, line: Advice, advice: BankAdvice, now: datetime) -> None:
    collection = _returned(mandate, line)
    advice.collection = collection
    if collection is None:
        advice.to_do, advice.outcome = True, "no such debit"
        return
    known = meaning(line.kind, line.code)
    words = str(known.words)
    news = fail(collection, code=line.code, reason=words, on=line.effective_on, now=now)
    if not news:
        advice.outcome = _KNOWN
    elif known.payer_is_told:
        notices.tell_failed(collection, now)


def _returned(mandate: Mandate, line: Advice) -> Collection | None:
    """Return the debit that came back: of this amount, by its day of entry or the nearest."""
    candidates = list(
        Collection.objects.select_for_update().filter(
            mandate=mandate, amount_pence=line.amount_pence or 0, state__in=_RETURNABLE
        )
    )
    wanted = line.original_on or line.effective_on
    for one in candidates:
        one.mandate = mandate
    return min(candidates, key=lambda one: abs((one.collects_on - wanted).days), default=None)


def _follow(mandate: Mandate, line: Advice, advice: BankAdvice, now: datetime) -> None:
    """Do to the mandate what a code asks for."""
    known = meaning(line.kind, line.code)
    advice.to_do = advice.to_do or (known.to_do and advice.outcome == _DONE)
    match known.then:
        case Then.ENDS if mandate.is_live:
            end_mandate(
                mandate,
                actor=system("payments"),
                reason=f"{line.kind.value} {line.code}",
                tell_payer=known.payer_is_told,
                now=now,
                state=_ending(mandate, line),
                bank_knows=True,
            )
        case Then.PAUSED:
            _pause(mandate, now)
        case Then.CHANGES:
            _change_details(mandate, line, advice, now)
        case Then.COMES_BACK if mandate.state == MandateState.CANCELLED:
            _bring_back(mandate, advice, now)
        case _:
            pass


def _ending(mandate: Mandate, line: Advice) -> MandateState:
    if line.kind is AdviceKind.REFUSED and mandate.state != MandateState.PENDING_SUBMISSION:
        return MandateState.FAILED
    return MandateState.CANCELLED


def _pause(mandate: Mandate, now: datetime) -> None:
    if mandate.state in {MandateState.SUBMITTED, MandateState.ACTIVE}:
        mandate.move_to(MandateState.SUSPENDED, at=now)
        mandate.save()


def _change_details(mandate: Mandate, line: Advice, advice: BankAdvice, now: datetime) -> None:
    """Take over what the bank changed; nothing is lodged anew. Without details, wait for staff."""
    if line.new_details is None:
        _pause(mandate, now)
        return
    mandate.sealed_details = sealed(line.new_details)
    mandate.account_ending = ending_of(line.new_details)
    mandate.account_name = line.new_details.name or mandate.account_name
    mandate.save(update_fields=["sealed_details", "account_ending", "account_name"])
    advice.to_do = False
    audit.record(
        actor=system("payments"), verb="mandate.details-moved", subject=mandate, now=now,
        detail={"code": line.code},
    )  # fmt: skip


def _bring_back(mandate: Mandate, advice: BankAdvice, now: datetime) -> None:
    """Put a mandate in force again that the bank reinstated, unless another took its place."""
    others = Mandate.objects.filter(
        council_id=mandate.council_id, owner=mandate.owner, account=mandate.account
    ).exclude(pk=mandate.pk)
    if any(one.is_live for one in others):
        advice.to_do, advice.outcome = True, "another took its place"
        return
    mandate.move_to(MandateState.ACTIVE, at=now)
    mandate.save()
    audit.record(actor=system("payments"), verb="mandate.active", subject=mandate, now=now)
    tasks.plan.defer(council_id=mandate.council_id, mandate_id=mandate.pk)


def _claim(
    service: DebitService, mandate: Mandate | None, line: Advice, advice: BankAdvice, now: datetime
) -> None:
    collection = None if mandate is None else _returned(mandate, line)
    advice.collection = collection
    open_claim(
        council_id=service.council_id,
        mandate=mandate,
        collection=collection,
        claim_reference=line.claim_reference,
        reference=line.reference[:LONGEST_REFERENCE],
        reason=line.code,
        amount_pence=line.amount_pence or 0,
        taken_on=line.effective_on,
        now=now,
    )
    advice.to_do = False
