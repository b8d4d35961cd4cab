"""Direct Debits: plans, mandates and collections in the states that a few weeks bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from moothall.councils.rows import CouncilRow
from moothall.payments.direct_debit import actions
from moothall.payments.direct_debit.actions.arranging import OWNER
from moothall.payments.direct_debit.days import is_working_day, months_after
from moothall.payments.direct_debit.models import Collection, DebitService, Mandate
from moothall.payments.direct_debit.ports import (
    Advice,
    AdviceKind,
    BankDetails,
    Instalment,
    ReadsReports,
    collectors,
)
from moothall.payments.direct_debit.queries import schedule_for
from moothall.payments.direct_debit.workflow import CollectionState
from moothall.surfaces.demonstration import residents
from moothall.surfaces.demonstration.money.paying import ITSELF
from moothall.surfaces.demonstration.residents import Resident

#: Of a council whose bank files we write; a company that is called has no past here.
WEEKS_AGO = timedelta(weeks=11)
DAY_OF_MONTH = 15
INSTALMENTS = 6


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody pays each month, under a reference that the catalogue knows."""

    who: Resident
    reference: str
    description: dict[str, str]
    fund: str
    pence: int


PLANS = (
    Plan(
        who=residents.OWEN,
        reference="SC4187276",
        description={"en": "Housing service charge", "cy": "Tâl gwasanaeth tai"},
        fund="housing-service-charge",
        pence=6300,
    ),
    Plan(
        who=residents.HARRIET,
        reference="HB042",
        description={"en": "Allotment rent", "cy": "Rhent rhandir"},
        fund="allotment",
        pence=1550,
    ),
    Plan(
        who=residents.NIA,
        reference="LE551903",
        description={"en": "Leisure invoice", "cy": "Anfoneb hamdden"},
        fund="leisure-invoice",
        pence=2750,
    ),
)
#: Has no Direct Debit yet.
NOT_YET = Plan(
    who=residents.DAFYDD,
    reference="HR204816",
    description={"en": "Housing repair", "cy": "Atgyweirio tai"},
    fund="housing-repair",
    pence=4320,
)
#: Banks return one of these, and one payer ends theirs.
UNPAID, ENDED = "HB042", "LE551903"


def collect(council: CouncilRow, *, now: datetime) -> None:
    """Let plans be made, agreed to, and collected; the council is in force."""
    service = DebitService.objects.get(council_id=council.id, replaced_at=None)
    has_past = isinstance(collectors.get(service.collector), ReadsReports)
    since = now - WEEKS_AGO if has_past else now
    first = months_after(since.date().replace(day=DAY_OF_MONTH), 1)
    _make(council, NOT_YET, first=months_after(now.date().replace(day=DAY_OF_MONTH), 2), now=now)
    for plan in PLANS:
        _make(council, plan, first=first, now=since)
        _agree(council, plan, now=since)
    if has_past:
        _let_days_pass(service, since, now)
        _hear_from_banks(service, now)


def _make(council: CouncilRow, plan: Plan, *, first: date, now: datetime) -> None:
    actions.make_arrangement(
        actor=ITSELF,
        council_id=council.id,
        reference=plan.reference,
        description=plan.description,
        instalments=[
            Instalment(key=str(number), due_on=months_after(first, number - 1), pence=plan.pence)
            for number in range(1, INSTALMENTS + 1)
        ],
        person_id=residents.joined(plan.who).person.pk,
        fund_key=plan.fund,
        now=now,
    )


def _agree(council: CouncilRow, plan: Plan, *, now: datetime) -> None:
    joined = residents.joined(plan.who)
    mandate = actions.draft_mandate(
        actor=joined.actor,
        council_id=council.id,
        person_id=joined.person.pk,
        owner=OWNER,
        schedule=schedule_for(council.id, OWNER, plan.reference),
        details=BankDetails(name=plan.who.name, sort_code="200000", account_number="55779911"),
        day=DAY_OF_MONTH,
        email=plan.who.email,
        language="en",
        now=now,
    )
    actions.agree_mandate(actor=joined.actor, mandate_id=mandate.pk, now=now)
    actions.plan_mandate(actor=ITSELF, mandate_id=mandate.pk, now=now)


def _let_days_pass(service: DebitService, since: datetime, now: datetime) -> None:
    """Make the file of each working day, as an employee does, and let its days pass."""
    for number in range((now - since).days):
        at = since + timedelta(days=number)
        if not is_working_day(at.date()):
            continue
        actions.pass_day(council_id=service.council_id, now=at)
        run = actions.start_run(actor=ITSELF, service_id=service.pk, now=at)
        if run is not None:
            actions.submit_run(actor=ITSELF, run_id=run.pk, now=at)


def _hear_from_banks(service: DebitService, now: datetime) -> None:
    """Let one collection come back unpaid, and one payer end their instruction."""
    lines: Sequence[Advice] = (*_unpaid(service, now), *_ended(service, now))
    actions.take_advice(actor=ITSELF, service=service, lines=lines, now=now)


def _unpaid(service: DebitService, now: datetime) -> list[Advice]:
    asked = Collection.objects.filter(
        mandate__service=service,
        mandate__account=UNPAID,
        state__in=[CollectionState.PRESUMED_PAID, CollectionState.CONFIRMED],
    ).select_related("mandate")
    last = asked.order_by("-collects_on").first()
    if last is None:
        return []
    return [
        Advice(
            kind=AdviceKind.UNPAID,
            identity="demonstration-unpaid",
            reference=last.mandate.reference,
            code="0",
            effective_on=now.date(),
            amount_pence=last.amount_pence,
            original_on=last.collects_on,
        )
    ]


def _ended(service: DebitService, now: datetime) -> list[Advice]:
    mandate = Mandate.objects.filter(service=service, account=ENDED).first()
    if mandate is None:
        return []
    return [
        Advice(
            kind=AdviceKind.AMENDED,
            identity="demonstration-ended",
            reference=mandate.reference,
            code="1",
            effective_on=now.date(),
        )
    ]
