"""What others ask about plans and subscriptions; answers are frozen rows."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateField, ExpressionWrapper, F, Q, QuerySet, Value

from moothall.kernel.errors import NotFound
from moothall.payments.models import Charge, Plan, PlanPrice, Subscription
from moothall.payments.subscriptions.holding import today_at
from moothall.payments.subscriptions.items import words_of
from moothall.payments.subscriptions.pricing import price_on
from moothall.payments.subscriptions.rows import ChargeRow, PlanRow, SubscriptionRow
from moothall.payments.subscriptions.terms import Term, first_term, to_pay
from moothall.payments.subscriptions.workflow import (
    SERVED,
    ChargeKind,
    ChargeState,
    PlanKind,
    Share,
    SubscriptionState,
)
from moothall.payments.subscriptions.worth import price_of_more, worth_of_fewer
from moothall.payments.wording import words_in

PAGE_SIZE = 50
#: As many of each kind are left to workers in one round; the next is two hours later.
BATCH = 20_000
#: Nobody is told longer before.
_LONGEST_NOTICE = timedelta(days=366)
#: Here the day is the server's; the action looks at the council's own once more.
_ONE_DAY = timedelta(days=1)


def to_notice(*, now: datetime) -> list[tuple[int, UUID]]:
    """Return whose time ends soon and who was not told; the action looks at each once more."""
    today = now.date()
    found = Subscription.objects.filter(
        state=SubscriptionState.ACTIVE,
        renews=True,
        plan__kind=PlanKind.RENEWS,
        plan__is_offered=True,
        last_on__lte=today + _LONGEST_NOTICE,
    )
    return _pairs(found.filter(last_on__lte=_days_after(today + _ONE_DAY, "plan__notice_days")))


def instalments_due(*, now: datetime) -> list[tuple[int, UUID]]:
    """Return instalments that are due soon and of which nobody was told."""
    found = Charge.objects.filter(
        kind=ChargeKind.INSTALMENT, state=ChargeState.OPEN, noticed_at=None
    )
    tomorrow = now.date() + _ONE_DAY
    days = "subscription__plan__notice_days"
    return _pairs(found.filter(due_on__lte=_days_after(tomorrow, days)))


def cards_to_charge(*, now: datetime) -> list[tuple[int, UUID]]:
    """Return what is to be charged to a kept card today."""
    return _pairs(Charge.objects.filter(try_on__lte=now.date() + _ONE_DAY, state=ChargeState.OPEN))


def over(*, now: datetime) -> list[tuple[int, UUID]]:
    """Return those in force whose time is over, or of whom an instalment is late."""
    late = Charge.objects.filter(
        kind=ChargeKind.INSTALMENT, state=ChargeState.OPEN, due_on__lt=now.date()
    ).values("subscription_id")
    found = Subscription.objects.filter(state__in=SERVED)
    return _pairs(found.filter(Q(last_on__lt=now.date()) | Q(pk__in=late)))


def plan_choices(council_id: int) -> list[tuple[str, str]]:
    """Return the plans that go on until they are stopped, each with its name, to choose from."""
    plans = Plan.objects.filter(council_id=council_id, is_offered=True, kind=PlanKind.RENEWS)
    return [(plan.key, words_in(plan.name, "en")) for plan in plans.order_by("key")]


def offered_plans(council_id: int, language: str, *, now: datetime) -> list[PlanRow]:
    """Return the plans that can be joined today and have a price, with what they cost today."""
    plans = list(Plan.objects.filter(council_id=council_id, is_offered=True).order_by("key"))
    prices = PlanPrice.objects.filter(plan_id__in=[plan.pk for plan in plans])
    by_plan: dict[UUID, list[PlanPrice]] = {plan.pk: [] for plan in plans}
    for price in prices.order_by("valid_from"):
        by_plan[price.plan_id].append(price)
    today, found = today_at(council_id, now), []
    for plan in plans:
        term = _term(plan, today)
        holds = [price for price in by_plan[plan.pk] if price.valid_from <= term.first]
        if holds:
            found.append(_plan(plan, holds[-1], term, language, today))
    return found


def offered_plan(council_id: int, key: str, language: str, *, now: datetime) -> PlanRow:
    """
    Return a plan that can be joined today.

    :raises NotFound: if the council offers none of this name
    """
    plan = Plan.objects.filter(council_id=council_id, key=key, is_offered=True).first()
    if plan is None:
        raise NotFound("This council offers no such plan.")
    today = today_at(council_id, now)
    term = _term(plan, today)
    return _plan(plan, price_on(plan, term.first), term, language, today)


def subscriptions_in(
    council_id: int, language: str, *, text: str = "", state: str = ""
) -> list[SubscriptionRow]:
    """Return subscriptions of a council, the newest first, by reference, address or e-mail."""
    found = Subscription.objects.filter(council_id=council_id)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(
            Q(reference__icontains=text) | Q(place__icontains=text) | Q(email__icontains=text)
        )
    return _rows(found.order_by("-begun_at", "pk")[:PAGE_SIZE], language)


def subscriptions_of(person_id: UUID, language: str) -> list[SubscriptionRow]:
    """Return a person's own, what is served first."""
    found = Subscription.objects.filter(person_id=person_id).exclude(
        state=SubscriptionState.PENDING
    )
    rows = _rows(found.order_by("-begun_at", "pk")[:PAGE_SIZE], language)
    return sorted(rows, key=lambda row: not row.is_served)


def subscription_row(
    council_id: int, subscription_id: UUID, language: str, *, person_id: UUID | None = None
) -> SubscriptionRow:
    """
    Return one subscription; for a resident only their own.

    :raises NotFound: if there is none of this id, or it is another's
    """
    found = Subscription.objects.filter(council_id=council_id, pk=subscription_id)
    if person_id is not None:
        found = found.filter(person_id=person_id)
    rows = _rows(found, language)
    if not rows:
        raise NotFound("There is no such subscription.")
    return rows[0]


def of_charge(council_id: int, charge_id: UUID, language: str) -> tuple[SubscriptionRow, ChargeRow]:
    """
    Return what a link in a notice leads to.

    :raises NotFound: if the council has none of this id
    """
    charge = Charge.objects.filter(council_id=council_id, pk=charge_id).first()
    if charge is None:
        raise NotFound("There is no such charge.")
    row = subscription_row(council_id, charge.subscription_id, language)
    return row, next(one for one in row.charges if one.id == charge_id)


def price_if_more(subscription_id: UUID, quantity: int, *, now: datetime) -> int:
    """Return what it costs to have more from today on."""
    subscription = _one(subscription_id)
    return price_of_more(subscription, quantity, today_at(subscription.council_id, now))


def given_back_if(subscription_id: UUID, quantity: int, *, now: datetime) -> int:
    """Return what the plan's rule gives back for having fewer, or none, from today on."""
    subscription = _one(subscription_id)
    return worth_of_fewer(subscription, quantity, today_at(subscription.council_id, now))


def _one(subscription_id: UUID) -> Subscription:
    return Subscription.objects.select_related("plan").get(pk=subscription_id)


def _days_after(day: date, days: str) -> ExpressionWrapper[Any]:
    """Return a day and so many days as a column says, which PostgreSQL adds up."""
    later = F(days) + Value(day, output_field=DateField())
    return ExpressionWrapper(later, output_field=DateField())


def _pairs(found: QuerySet[Any]) -> list[tuple[int, UUID]]:
    return list(found.order_by("pk").values_list("council_id", "pk")[:BATCH])


def _term(plan: Plan, today: date) -> Term:
    _, term = first_term(today, period_months=plan.period_months, season_starts=plan.season_starts)
    return term


def _plan(plan: Plan, price: PlanPrice, term: Term, language: str, today: date) -> PlanRow:
    rule = Share(plan.prorates)
    return PlanRow(
        key=plan.key,
        name=words_in(plan.name, language),
        most=plan.most,
        is_fee=plan.kind == PlanKind.INSTALMENTS,
        instalments=plan.instalments,
        first_on=today,
        last_on=term.last,
        pence=to_pay(price.pence, term, today, rule),
        more_pence=to_pay(price.more_pence, term, today, rule),
    )


def _rows(found: Collection[Subscription], language: str) -> list[SubscriptionRow]:
    subscriptions = {one.pk: one for one in _with_plans(found)}
    charges: dict[UUID, list[ChargeRow]] = {pk: [] for pk in subscriptions}
    rows = Charge.objects.filter(subscription_id__in=subscriptions).order_by("number")
    for charge in rows:
        owner = subscriptions[charge.subscription_id]
        charges[owner.pk].append(_charge(owner, charge, language))
    return [_row(one, tuple(charges[pk]), language) for pk, one in subscriptions.items()]


def _with_plans(found: Collection[Subscription]) -> list[Subscription]:
    ids = [one.pk for one in found]
    rows = Subscription.objects.filter(pk__in=ids).select_related("plan")
    return sorted(rows, key=lambda one: ids.index(one.pk))


def _charge(subscription: Subscription, charge: Charge, language: str) -> ChargeRow:
    return ChargeRow(
        id=charge.pk,
        words=words_of(subscription, charge, language),
        kind=charge.kind,
        state=charge.state,
        pence=charge.pence,
        due_on=charge.due_on,
        paid_at=charge.paid_at,
        payment_id=charge.payment_id,
        card_day=charge.try_on,
    )


def _row(
    subscription: Subscription, charges: tuple[ChargeRow, ...], language: str
) -> SubscriptionRow:
    return SubscriptionRow(
        id=subscription.pk,
        council_id=subscription.council_id,
        reference=subscription.reference,
        plan=words_in(subscription.plan.name, language),
        plan_key=subscription.plan.key,
        plan_kind=subscription.plan.kind,
        most=subscription.plan.most,
        quantity=subscription.quantity,
        place=subscription.place,
        email=subscription.email,
        state=subscription.state,
        first_on=subscription.first_on,
        last_on=subscription.last_on,
        renews=subscription.renews,
        by_card=subscription.wants_card_kept and bool(subscription.agreement_reference),
        person_id=subscription.person_id,
        charges=charges,
    )
