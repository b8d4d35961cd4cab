"""
Opens what baskets of three owners need, and baskets with money for a wallet in them.

    python -m tests.faults.open_shop COUNCIL COUNT

It publishes a form with a fee (`kerb`), whose case goes to the back office, and prints one line of
JSON: the wallet, and each basket with the secret by which a browser finds it again.
"""

import json
import sys

import django

FEE, TOP_UP = 2500, 500
FORM = "kerb"
SCHEME = "meals"


def main(slug: str, count: int) -> None:
    """Publish, open and fill."""
    from moothall.councils.queries import council_by_slug
    from moothall.eforms.actions import publish_form
    from moothall.kernel.actors import Actor, ActorKind, anonymous_resident, system
    from moothall.kernel.clock import now
    from moothall.kernel.scope import acting_for
    from moothall.payments import actions
    from moothall.payments.wallets import actions as wallets
    from moothall.payments.wallets.holders import PERSON
    from moothall.people import scopes
    from moothall.people.actions import record_person

    council, at, boss = council_by_slug(slug), now(), system("faults")
    with acting_for(council.id):
        publish_form(actor=boss, council_id=council.id, document=form(), now=at)
        wallets.apply_scheme(
            actor=boss, council_id=council.id, key=SCHEME, name={"en": "Meals", "cy": "Prydau"},
            fund="forms", least_pence=0, low_pence=0, most_pence=100_000, now=at,
        )  # fmt: skip
        owner = record_person(
            actor=boss, council_id=council.id, name="Wanda Purse", email="wanda@resident.example",
            now=at,
        )  # fmt: skip
        wallet = wallets.open_wallet(
            actor=boss, council_id=council.id, scheme=SCHEME, holder_type=PERSON,
            holder_id=owner.pk, now=at,
        )  # fmt: skip
        holder = Actor(
            kind=ActorKind.RESIDENT, identifier=str(owner.pk), subject=str(owner.pk),
            permissions={council.id: frozenset(scopes.ALL)},
        )  # fmt: skip
        baskets = []
        for _ in range(count):
            basket, secret = actions.open_basket(
                actor=anonymous_resident(), council_id=council.id, language="en", channel="web",
                now=at,
            )  # fmt: skip
            wallets.ask_for_top_up(
                actor=holder, wallet_id=wallet.pk, pence=TOP_UP, basket_id=basket.pk, now=at
            )
            baskets.append([str(basket.pk), secret])
    print(json.dumps({"wallet": str(wallet.pk), "baskets": baskets}))


def form() -> dict:
    """Return the demonstration's form of a street fault on one page, with a fee."""
    from moothall.eforms.tests.factories import demonstration_form, text

    known = demonstration_form("street-fault")
    asked = {one["key"]: one for page in known["pages"] for one in page.get("questions", ())}
    asked["place"]["settings"] = {"anywhere": True}
    questions = [asked[key] for key in ("problem", "place", "description", "name", "email")]
    return {
        **known,
        "slug": FORM,
        "pages": [{"key": "all", "title": text("A kerb"), "questions": questions}],
        "figures": [{"key": "fee", "label": text("Fee"), "as": "money", "value": FEE}],
        "needs": {
            "payment": {
                "amount": {"var": "figures.fee"},
                "for": text("A dropped kerb"),
                "when": {"==": [{"var": "problem"}, "pothole"]},
            }
        },
    }


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]))
