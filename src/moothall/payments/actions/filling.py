"""Putting things into a basket and taking them out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.payments import policies
from moothall.payments.baskets import (
    LIVES,
    digest_of,
    living_lines,
    locked_basket,
    new_secret,
    open_basket_of,
    unpaid_lines,
)
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay
from moothall.payments.items import Item
from moothall.payments.models import Basket, BasketLine, Fund, Stock
from moothall.payments.owners import line_owners
from moothall.payments.workflow import BasketState


@transaction.atomic
def open_basket(
    *,
    actor: Actor,
    council_id: int,
    language: str,
    channel: str,
    now: datetime,
    person_id: UUID | None = None,
) -> tuple[Basket, str]:
    """Open an empty basket; return it with the secret that opens it again."""
    require(policies.can_fill_basket(actor, council_id))
    secret = new_secret()
    basket = Basket(
        council_id=council_id,
        secret_digest=digest_of(secret),
        person_id=person_id,
        language=language,
        channel=channel,
        actor_kind=actor.kind.value,
        actor_identifier=actor.identifier,
        actor_name=actor.name,
        opened_at=now,
        touched_at=now,
        expires_at=now + LIVES,
    )
    basket.save(force_insert=True)
    return basket, secret


@transaction.atomic
def put_in_basket(*, actor: Actor, basket_id: UUID, item: Item, now: datetime) -> BasketLine:
    """
    Put a thing into a basket; what stands in another that is open moves over.

    :raises BasketPaid: if it is paid for already, or the basket is
    :raises PaymentUnderWay: if somebody is just paying for it, or this basket
    :raises CannotPay: if the council has no such fund or stock
    :raises CardNumberRefused: if what was typed holds a card number
    """
    basket = _changeable(locked_basket(basket_id))
    require(policies.can_fill_basket(actor, basket.council_id))
    refuse_card_numbers(item.reference, item.account_name, *item.description.values())
    present = BasketLine.objects.select_related("basket").filter(
        council_id=basket.council_id,
        about_type=item.about_type,
        about_id=item.about_id,
        removed_at=None,
    )
    before = present.select_for_update(of=("self", "basket")).first()
    if before is not None:
        if before.paid_at is not None:
            raise BasketPaid("This is paid for.")
        _changeable(before.basket)
        before.removed_at = now
        before.save(update_fields=["removed_at"])
    last = BasketLine.objects.filter(basket_id=basket.pk).aggregate(last=Max("position"))["last"]
    line = BasketLine(
        council_id=basket.council_id,
        basket_id=basket.pk,
        position=(last or 0) + 1,
        fund=_fund(basket.council_id, item.fund),
        payable_key=item.payable,
        description=dict(item.description),
        reference=item.reference,
        account_name=item.account_name,
        quantity=item.quantity,
        unit_pence=item.unit_pence,
        about_type=item.about_type,
        about_id=item.about_id,
        stock_id=_stock(basket.council_id, item.stock),
        detail=dict(item.detail),
        added_at=now,
    )
    line.save(force_insert=True)
    _touch(basket, now)
    audit.record(
        actor=actor, verb="basket.line-added", subject=basket, now=now,
        detail={"line": str(line.pk), "about": item.about_type, "pence": line.amount_pence},
    )  # fmt: skip
    return line


@transaction.atomic
def put_in_own_basket(
    *, actor: Actor, council_id: int, person_id: UUID, item: Item, language: str, now: datetime
) -> BasketLine:
    """
    Put a thing into the basket that a person has open, or into a new one; raises as above.

    A basket that is just being paid is left alone.
    """
    basket = open_basket_of(person_id, now=now)
    if basket is None or basket.state != BasketState.OPEN:
        basket, _ = open_basket(
            actor=actor,
            council_id=council_id,
            language=language,
            channel="web",
            person_id=person_id,
            now=now,
        )
    return put_in_basket(actor=actor, basket_id=basket.pk, item=item, now=now)


@transaction.atomic
def take_out(*, actor: Actor, basket_id: UUID, line_id: UUID, now: datetime) -> None:
    """
    Take a thing out of a basket, and let its owner take back what waited for it.

    :raises NotFound: if there is no such thing in it
    :raises BasketPaid: if it is paid for
    :raises PaymentUnderWay: if somebody is paying
    """
    basket = _changeable(locked_basket(basket_id))
    require(policies.can_fill_basket(actor, basket.council_id))
    line = BasketLine.objects.filter(pk=line_id, basket_id=basket.pk, removed_at=None).first()
    if line is not None and line.paid_at is not None:
        raise BasketPaid("This is paid for.")
    if line is None:
        raise NotFound("There is no such thing in this basket.")
    _remove(line, actor=actor, now=now)
    _touch(basket, now)
    audit.record(
        actor=actor, verb="basket.line-removed", subject=basket, now=now,
        detail={"line": str(line.pk)},
    )  # fmt: skip


@transaction.atomic
def take_back_thing(*, actor: Actor, about_type: str, about_id: UUID, now: datetime) -> bool:
    """
    Take a thing out of whatever basket it is in, because its owner takes it back; tell if it was.

    :raises BasketPaid: if it is paid for
    :raises PaymentUnderWay: if somebody is paying for it
    """
    found = BasketLine.objects.filter(about_type=about_type, about_id=about_id, removed_at=None)
    line = found.first()
    if line is None:
        return False
    if line.paid_at is not None:
        raise BasketPaid("This is paid for.")
    basket = _changeable(locked_basket(line.basket_id))
    line = found.filter(basket_id=basket.pk).first()
    if line is None:
        return False
    line.removed_at = now
    line.save(update_fields=["removed_at"])
    _touch(basket, now)
    return True


@transaction.atomic
def give_to_person(*, actor: Actor, basket_id: UUID, person_id: UUID, now: datetime) -> Basket:
    """
    Let a basket that was filled without signing in belong to whoever has signed in.

    What they had in an open basket of theirs comes along, so that all is paid at once.
    """
    basket = locked_basket(basket_id)
    if basket.person_id is not None or basket.state == BasketState.PAID:
        return basket
    basket.person_id = person_id
    basket.save(update_fields=["person"])
    others = Basket.objects.select_for_update().filter(
        person_id=person_id, state=BasketState.OPEN, expires_at__gt=now
    )
    position = len(living_lines(basket.pk))
    for other in others.exclude(pk=basket.pk).order_by("touched_at"):
        for line in unpaid_lines(other.pk) if basket.state == BasketState.OPEN else ():
            position += 1
            line.basket_id, line.position = basket.pk, position
            line.save(update_fields=["basket", "position"])
    _touch(basket, now)
    audit.record(actor=actor, verb="basket.given-to-person", subject=basket, now=now,
                 detail={"person": str(person_id)})  # fmt: skip
    return basket


@transaction.atomic
def empty_expired_baskets(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Empty baskets that nobody came back to, in the councils in force; return how many."""
    late = Basket.objects.select_for_update(skip_locked=True).filter(
        expires_at__lte=now, state=BasketState.OPEN
    )
    filled = BasketLine.objects.filter(removed_at=None, paid_at=None).values("basket_id")
    ids = list(late.filter(pk__in=filled).values_list("pk", flat=True)[:limit])
    for basket_id in ids:
        for line in unpaid_lines(basket_id):
            _remove(line, actor=actor, now=now)
    return len(ids)


def _remove(line: BasketLine, *, actor: Actor, now: datetime) -> None:
    line.removed_at = now
    line.save(update_fields=["removed_at"])
    if line.about_type in line_owners:
        line_owners.get(line.about_type).left_basket(line.about_id, actor=actor, now=now)


def _changeable(basket: Basket) -> Basket:
    if basket.state == BasketState.PAID:
        raise BasketPaid("This is paid for.")
    if basket.state == BasketState.PAYING:
        raise PaymentUnderWay("Somebody is just paying for this.")
    return basket


def _touch(basket: Basket, now: datetime) -> None:
    basket.touched_at, basket.expires_at = now, now + LIVES
    basket.save(update_fields=["touched_at", "expires_at"])


def _fund(council_id: int, key: str) -> Fund:
    fund = Fund.objects.filter(council_id=council_id, key=key).first()
    if fund is None:
        raise CannotPay(f"This council has no fund called {key!r}.")
    return fund


def _stock(council_id: int, key: str) -> UUID | None:
    if not key:
        return None
    found = Stock.objects.filter(council_id=council_id, key=key).values_list("pk", flat=True)
    stock_id: UUID | None = found.first()
    if stock_id is None:
        raise CannotPay(f"This council has no stock called {key!r}.")
    return stock_id
