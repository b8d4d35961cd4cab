"""A resident who parks, and the programs that sell and check parking."""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.payments.ledger.chart import AccountKind, AccountName
from moothall.payments.ledger.wallets import WalletMovement, book_top_up
from moothall.payments.wallets import actions as wallets
from moothall.payments.wallets.holders import PERSON
from moothall.people import scopes
from moothall.people.models import Joining, Person
from moothall.surfaces.demonstration import residents, secrets
from moothall.verticals.parking import actions
from moothall.verticals.parking.models import ParkingClient, ParkingPlace, ParkingRules

_BOSS = system("create_demo")
VRM, OLDER = "QX21OAK", "Q107HEN"
PAID_IN = 2_500
PROGRAMS = {"park-app": ("Park App", "sells"), "officers": ("Officers’ handhelds", "checks")}


@transaction.atomic
def settle(council: CouncilRow, *, now: datetime) -> bool:
    """Let Owen park at the council in force, once; tell whether that is new."""
    rules = ParkingRules.objects.first()
    car_park = ParkingPlace.objects.filter(kind="car_park").order_by("code").first()
    if rules is None or car_park is None or ParkingClient.objects.exists():
        return False
    for code, (name, kind) in PROGRAMS.items():
        actions.register_client(
            actor=_BOSS, council_id=council.id, name=name, code=code, kind=kind, now=now,
            key=secrets.ensure(_key_of(council, code), secrets.api_key()),
        )  # fmt: skip
    joining = Joining.objects.get(account__email=residents.OWEN.email, ended_at__isnull=True)
    owen = Person.objects.get(pk=joining.person_id)
    actor = Actor(
        kind=ActorKind.RESIDENT, identifier=str(owen.pk), subject=str(owen.pk), name=owen.name,
        permissions={council.id: scopes.ALL},
    )  # fmt: skip
    for vrm, name in ((VRM, "Green estate"), (OLDER, "")):
        actions.add_vehicle(
            actor=actor, council_id=council.id, person_id=owen.pk, vrm=vrm, name=name, now=now
        )
    wallet = wallets.open_wallet(
        actor=actor, council_id=council.id, scheme=rules.scheme, holder_type=PERSON,
        holder_id=owen.pk, now=now,
    )  # fmt: skip
    book_top_up(
        WalletMovement(
            council_id=council.id,
            event_id=uuid5(NAMESPACE_URL, f"{council.slug}/parking"),
            wallet_id=wallet.pk,
            pence=PAID_IN,
            occurred_at=now,
            other=AccountName(kind=AccountKind.BANK),
        ),
        now=now,
    )
    for days, hours in ((6, 2), (2, 1), (0, 4)):
        at = now - timedelta(days=days, minutes=20)
        actions.start_from_wallet(
            asked=actions.Asked(
                actor=actor, key=f"demo:{days}", channel="web", language="en", now=at
            ),
            council_id=council.id, place=car_park.code, vrm=VRM, minutes=hours * 60,
            wallet_id=wallet.pk,
        )  # fmt: skip
    return True


def described(councils: list[CouncilRow]) -> list[dict[str, Any]]:
    """Return the keys of the programs, and the secret of whoever brings texts."""
    return [
        {
            "council": council.slug,
            "url": f"{council.url}/api/v1/parking/",
            "keys": {
                code: secrets.ensure(_key_of(council, code), secrets.api_key()) for code in PROGRAMS
            },
            "texts": {
                "url": f"{council.url}/machine/parking/texts/",
                "bearer": secrets.ensure(f"{council.slug}-parking-texts", secrets.api_key()),
            },
        }
        for council in councils
    ]


def _key_of(council: CouncilRow, code: str) -> str:
    return f"{council.slug}-parking-{code}"
