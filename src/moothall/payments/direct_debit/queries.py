"""What pages and jobs ask about Direct Debits; answers for pages are frozen rows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from moothall.kernel.errors import NotFound
from moothall.payments.direct_debit.actions.planning import dated_instalments
from moothall.payments.direct_debit.actions.signing_up import link_of
from moothall.payments.direct_debit.guarantee import Guarantee, guarantee
from moothall.payments.direct_debit.models import (
    BankAdvice,
    Collection,
    DebitRun,
    DebitService,
    IndemnityClaim,
    Mandate,
)
from moothall.payments.direct_debit.notices import in_language
from moothall.payments.direct_debit.ports import (
    AdviceKind,
    Answers,
    DebitHint,
    DebitHintRefused,
    HintAbout,
    HostsSignUp,
    ReadsReports,
    Schedule,
    collectors,
    schedule_owners,
)
from moothall.payments.direct_debit.reasons import CLAIMS, meaning
from moothall.payments.direct_debit.rows import (
    AdviceRow,
    ClaimRow,
    CollectionRow,
    LinkRow,
    MandateRow,
    Offer,
    PlannedRow,
    RunRow,
    ServiceRow,
)
from moothall.payments.direct_debit.workflow import LIVE_MANDATES, CollectionState, MandateState
from moothall.payments.wording import words_in

PAGE_SIZE = 50
_ASKED_AT_ONCE = 500
#: So long somebody may still be at a collector's pages; older drafts are asked about in one round.
_MAY_BE_THERE = timedelta(hours=2)
_DAILY_HOUR, _FIRST_MINUTES = 5, 10


def service_of(council_id: int) -> ServiceRow | None:
    """Return how a council collects today, or nothing if it does not."""
    found = DebitService.objects.filter(council_id=council_id, replaced_at=None).first()
    return None if found is None else _service(found)


def services_of(council_id: int) -> list[ServiceRow]:
    """Return all ways in which a council collects, those of older mandates too, newest first."""
    found = DebitService.objects.filter(council_id=council_id).order_by("-chosen_at", "-pk")
    return [_service(one) for one in found]


def guarantee_of(service: ServiceRow, language: str) -> Guarantee:
    """Return the Guarantee as the council gives it."""
    return guarantee(name=service.statement_name, days=service.days_of_notice, language=language)


def mandates_of(person_id: UUID, language: str) -> list[MandateRow]:
    """Return a person's Direct Debits, the newest first, without what was never agreed."""
    found = (
        Mandate.objects.filter(person_id=person_id)
        .exclude(state=MandateState.DRAFT)
        .select_related("service")
        .order_by("-created_at", "-pk")
    )
    return [_mandate(one, language) for one in found]


def mandate_row(mandate_id: UUID, language: str, **where: Any) -> MandateRow:
    """
    Return one mandate, if it is also as `where` says.

    :raises NotFound: if there is none
    """
    found = Mandate.objects.select_related("service").filter(pk=mandate_id, **where).first()
    if found is None:
        raise NotFound("There is no such Direct Debit.")
    return _mandate(found, language)


def collections_of(mandate_id: UUID) -> list[CollectionRow]:
    """Return what is and was collected under a mandate, the latest day first."""
    found = Collection.objects.filter(mandate_id=mandate_id).order_by("-collects_on", "-pk")
    return [_collection(one) for one in found]


def offers_to(council_id: int, person_id: UUID, *, language: str = "en") -> list[Offer]:
    """Return the accounts of a person for which there is no Direct Debit; only rows are read."""
    taken = set(
        Mandate.objects.filter(council_id=council_id, state__in=LIVE_MANDATES)
        .filter(person_id=person_id)
        .values_list("owner", "account")
    )
    offers: list[Offer] = []
    for owner in schedule_owners:
        free = [
            one for one in owner.accounts_of(council_id, person_id) if (owner.key, one) not in taken
        ]
        names = owner.names_of(council_id, free) if free else {}
        offers += [
            Offer(owner=owner.key, account=one, what=words_in(names.get(one, {}), language))
            for one in free
        ]
    return offers


def schedule_for(council_id: int, owner: str, account: str) -> Schedule:
    """
    Ask the owner what is owed on an account; outside of any transaction.

    :raises NotFound: if there is no such account
    :raises Retry: if the owner cannot say now
    """
    if owner not in schedule_owners:
        raise NotFound("There is no such account.")
    schedule = schedule_owners.get(owner).schedule(council_id, account)
    if schedule is None:
        raise NotFound("There is no such account.")
    return schedule


def pays(council_id: int, person_id: UUID, owner: str, account: str) -> bool:
    """Tell whether an account is one that a person pays."""
    if owner not in schedule_owners:
        return False
    return account in schedule_owners.get(owner).accounts_of(council_id, person_id)


def foreseen(mandate_id: UUID, schedule: Schedule, now: datetime) -> list[PlannedRow]:
    """Return what would be collected under a mandate if it were agreed to now."""
    mandate = Mandate.objects.select_related("service").get(pk=mandate_id)
    return [
        PlannedRow(on=one.collects_on, amount_pence=one.pence)
        for one in dated_instalments(mandate, schedule, now)
    ]


def link_row(secret: str, now: datetime) -> LinkRow:
    """
    Return what a link is for.

    :raises NotFound: if there is none, or it has run out
    """
    link = link_of(secret, now)
    mandate = link.mandate
    return LinkRow(
        id=link.pk,
        owner=link.owner,
        account=link.account,
        mandate_id=None if mandate is None else mandate.pk,
        reference="" if mandate is None else mandate.reference,
        is_used=link.used_at is not None,
    )


def read_hints(
    council_id: int, collector: str, headers: Mapping[str, str], body: bytes
) -> list[DebitHint] | None:
    """Return what a collector hints at, if one of the council's own accounts there proves it."""
    for service in DebitService.objects.filter(council_id=council_id, collector=collector):
        chosen = collectors.get(collector)
        if not isinstance(chosen, Answers):
            continue
        try:
            return list(chosen.read_hints(headers, body, chosen.options.read(service.options)))
        except DebitHintRefused:
            continue
    return None


def mandates_in(
    council_id: int, language: str, *, text: str = "", state: str = "", before: str = ""
) -> list[MandateRow]:
    """Return a page of a council's mandates, newest first, by part of a reference or account."""
    found = Mandate.objects.filter(council_id=council_id).exclude(state=MandateState.DRAFT)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(reference__startswith=text.upper()) | found.filter(account=text)
    if before:
        found = found.filter(created_at__lt=datetime.fromisoformat(before))
    rows = found.select_related("service").order_by("-created_at", "-pk")
    return [_mandate(one, language) for one in rows[:PAGE_SIZE]]


def advices_to_do(council_id: int) -> list[AdviceRow]:
    """Return what banks reported and an employee must settle, the most pressing first."""
    found = (
        BankAdvice.objects.filter(council_id=council_id, to_do=True)
        .select_related("collection")
        .order_by("act_by", "pk")[:PAGE_SIZE]
    )
    return [_advice(one) for one in found]


def claims_in(council_id: int) -> list[ClaimRow]:
    """Return claims under the Guarantee, those to look at first."""
    found = IndemnityClaim.objects.filter(council_id=council_id).order_by(
        "settled_at", "-received_at"
    )
    ordered = sorted(found[:PAGE_SIZE], key=lambda one: one.settled_at is not None)
    return [
        ClaimRow(
            id=one.pk,
            mandate_id=one.mandate_id,
            reference=one.reference,
            claim_reference=one.claim_reference,
            reason=str(CLAIMS.get(one.reason, one.reason)),
            amount_pence=one.amount_pence,
            taken_on=one.taken_on,
            state=one.state,
            state_label=str(one.get_state_display()),
            is_open=one.state in {"received", "challenged"},
        )
        for one in ordered
    ]


def runs_of(council_id: int) -> list[RunRow]:
    """Return the last runs, newest first."""
    found = DebitRun.objects.filter(council_id=council_id).order_by("-input_on", "-number", "-pk")
    return [
        RunRow(
            id=one.pk,
            input_on=one.input_on,
            number=one.number,
            state=one.state,
            lodged=one.lodged,
            cancelled=one.cancelled,
            collected=one.collected,
            total_pence=one.total_pence,
            file_name=one.file_name,
            has_file=bool(one.sealed_file),
            fetched_at=one.fetched_at,
            fetched_by=one.fetched_by,
        )
        for one in found.defer("items")[:PAGE_SIZE]
    ]


def untold_count(council_id: int) -> int:
    """Return how much is planned that its payer could not be told, so that it is not collected."""
    return Collection.objects.filter(council_id=council_id, state=CollectionState.SCHEDULED).count()


def councils_that_collect() -> list[int]:
    """Return the ids of the councils in force that collect Direct Debits."""
    rows = DebitService.all_councils.values_list("council_id", flat=True)
    return sorted(set(rows))


def due_to_ask(now: datetime) -> list[dict[str, Any]]:
    """Return the jobs of asking whose time has come."""
    return [
        {"council_id": council_id, "about": about.value, "row_id": pk}
        for about, model in ((HintAbout.MANDATE, Mandate), (HintAbout.COLLECTION, Collection))
        for council_id, pk in model.objects.filter(check_at__lte=now)
        .order_by("check_at")
        .values_list("council_id", "pk")[:_ASKED_AT_ONCE]
    ]


def hosted_drafts(now: datetime) -> list[dict[str, Any]]:
    """
    Return the jobs of asking what came of setting up at a collector's pages.

    Often while somebody may just be there, then once a day.
    """
    drafts = Mandate.objects.filter(state=MandateState.DRAFT).exclude(hosted_reference="")
    if now.hour != _DAILY_HOUR or now.minute >= _FIRST_MINUTES:
        drafts = drafts.filter(created_at__gt=now - _MAY_BE_THERE)
    rows = drafts.order_by("created_at").values_list("council_id", "pk")[:_ASKED_AT_ONCE]
    return [{"council_id": council_id, "mandate_id": pk} for council_id, pk in rows]


def row_of_hint(council_id: int, about: HintAbout, collector_reference: str) -> UUID | None:
    """Return the mandate or collection of which a collector speaks, if it is the council's."""
    model = Mandate if about is HintAbout.MANDATE else Collection
    found = model.objects.filter(council_id=council_id, collector_reference=collector_reference)
    pk: UUID | None = found.values_list("pk", flat=True).first()
    return pk


def _service(one: DebitService) -> ServiceRow:
    collector = collectors.get(one.collector)
    return ServiceRow(
        id=one.pk,
        collector=one.collector,
        label=collector.label,
        statement_name=one.statement_name,
        days_of_notice=one.days_of_notice,
        days=tuple(one.days),
        options=one.options,
        is_called=isinstance(collector, Answers),
        reads_reports=isinstance(collector, ReadsReports),
        is_hosted=isinstance(collector, HostsSignUp)
        and collector.hosts(collector.options.read(one.options)),
        is_current=one.replaced_at is None,
    )


def _mandate(one: Mandate, language: str) -> MandateRow:
    return MandateRow(
        id=one.pk,
        reference=one.reference,
        owner=one.owner,
        account=one.account,
        what=in_language(one.description, language),
        account_name=one.account_name,
        account_ending=one.account_ending,
        day=one.day,
        days=tuple(one.service.days),
        state=one.state,
        state_label=str(one.get_state_display()),
        is_live=one.is_live,
        statement_name=one.service.statement_name,
        is_hosted=bool(one.hosted_reference),
        email=one.email,
        language=one.language,
        created_at=one.created_at,
        end_reason=one.end_reason,
        problem=one.problem,
    )


def _collection(one: Collection) -> CollectionRow:
    return CollectionRow(
        id=one.pk,
        amount_pence=one.amount_pence,
        collects_on=one.collects_on,
        state=one.state,
        state_label=str(one.get_state_display()),
        code=one.code,
        problem=one.problem,
        attempts=one.attempts,
        is_planned=one.state in {"scheduled", "notified"},
    )


def _advice(one: BankAdvice) -> AdviceRow:
    known = meaning(AdviceKind(one.kind), one.code)
    collection = one.collection
    return AdviceRow(
        id=one.pk,
        kind=one.kind,
        code=one.code,
        words=str(known.words),
        reference=one.reference,
        mandate_id=one.mandate_id,
        amount_pence=one.amount_pence,
        act_by=one.act_by,
        collection_id=None if collection is None else collection.pk,
        may_be_presented_again=collection is not None
        and collection.state == CollectionState.FAILED
        and known.may_be_presented_again,
    )
