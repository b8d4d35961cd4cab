"""What people paid on the days before, in baskets, by card, on the web and by telephone."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.kernel.actors import Actor
from moothall.payments import actions
from moothall.payments.catalogue.items import Chosen, item_of
from moothall.payments.catalogue.queries import payable_row
from moothall.payments.models import Payment
from moothall.payments.ports import CardEntry
from moothall.payments.subscriptions.actions import give_notice, join_plan
from moothall.payments.subscriptions.models import Subscription
from moothall.surfaces.demonstration import residents
from moothall.surfaces.demonstration.money.paying import Till
from moothall.surfaces.demonstration.residents import Resident

GARDEN_WASTE = "garden-waste"
#: Days before today, the oldest first.
DAYS = (6, 5, 4, 3, 2, 1)
#: On this one somebody gave twelve pence of the first payment back in the company's own portal.
ODD_DAY, ODD_PENCE = 5, 12
#: On this one an older page took a payment with the same account, which nobody claims.
OLDER_PAGE_DAY = 1


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One basket: things by key, reference (or the catalogue's example) and pence."""

    things: tuple[tuple[str, str, int], ...]
    payer: Resident | None = None
    entry: CardEntry = CardEntry.ONLINE


def _one(
    key: str,
    reference: str,
    pence: int,
    payer: Resident | None = None,
    entry: CardEntry = CardEntry.ONLINE,
) -> Bought:
    return Bought(things=((key, reference, pence),), payer=payer, entry=entry)


BASKETS: dict[int, tuple[Bought, ...]] = {
    6: (
        _one("council-tax", "745098670", 14250, residents.GWEN),
        _one("penalty-charge-notice", "", 3500),
        _one("warden-call", "WC20481", 2400, entry=CardEntry.TELEPHONE),
    ),
    5: (
        _one("housing-repair", "HR204816", 8640),
        Bought(
            things=(("council-tax", "745113028", 11800), ("allotment", "HB042", 4650)),
            payer=residents.OWEN,
        ),
        _one("penalty-charge-notice", "", 7000),
    ),
    4: (
        _one("trade-refuse", "TR310558", 21460),
        _one("housing-rent", "RN53497480", 9825, entry=CardEntry.TELEPHONE),
    ),
    3: (
        _one("business-rates", "NDR53497480", 38500),
        _one("leisure-invoice", "LE551903", 2750),
    ),
    2: (
        _one("council-tax", "745200417", 16120),
        _one("warden-call", "WC20481", 2400),
        _one("housing-service-charge", "", 6300, residents.HARRIET),
    ),
    1: (
        _one("council-tax", "745098670", 14250, residents.GWEN),
        _one("allotment", "A117", 4650),
        _one("housing-repair", "HR204977", 5215),
    ),
}


def take(till: Till, *, days_ago: int) -> None:
    """Take what was paid on one of the days before."""
    paid = [
        till.buy(lambda actor, basket, one=one: _fill(till, one, actor, basket), one.payer,  # type: ignore[misc]
                 entry=one.entry)
        for one in BASKETS[days_ago]
    ]  # fmt: skip
    if paid[0].choice.gateway != till.companies.GOVUK_PAY:
        return
    if days_ago == ODD_DAY:
        till.companies.give_back_in_portal(paid[0], ODD_PENCE)
    if days_ago == OLDER_PAGE_DAY:
        till.companies.take_for_an_older_page()


def join_garden_waste(till: Till, who: Resident) -> Payment:
    """Let somebody join the garden waste collection."""

    def join(actor: Actor, basket_id: UUID) -> None:
        join_plan(
            actor=actor,
            basket_id=basket_id,
            plan=GARDEN_WASTE,
            quantity=1,
            place="12 Mill Lane",
            email=who.email,
            language="en",
            keeps_card=False,
            person_id=residents.joined(who).person.pk,
            now=till.now,
        )

    return till.buy(join, who)


def remind(till: Till) -> None:
    """Tell those whose year ends."""
    for one in Subscription.objects.filter(council_id=till.council.id):
        give_notice(subscription_id=one.pk, now=till.now)


def _fill(till: Till, bought: Bought, actor: Actor, basket_id: UUID) -> None:
    on = till.now.astimezone(ZoneInfo(till.council.time_zone)).date()
    for key, reference, pence in bought.things:
        payable = payable_row(till.council.id, key, on=on, language="en")
        chosen = Chosen(reference=reference or payable.reference.example, amount_pence=pence)
        item = item_of(payable, chosen, on=on)
        actions.put_in_basket(actor=actor, basket_id=basket_id, item=item, now=till.now)
