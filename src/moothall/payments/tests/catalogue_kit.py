"""A catalogue for tests: a bill, an account whose figures are looked up, and things with fees."""

from dataclasses import replace
from datetime import date

from moothall.payments import actions
from moothall.payments.actions.cataloguing import PayableSettings
from moothall.payments.catalogue.fees import example_from_json, rules_from_json
from moothall.payments.catalogue.references import ReferenceFormat
from moothall.payments.lookup_ports import owed_lookups
from moothall.payments.models import PriceKind
from moothall.payments.tests.kit import SETUP

BILL = PayableSettings(
    group="bills",
    fund="permits",
    name={"en": "Trade waste invoice", "cy": "Anfoneb gwastraff masnach"},
    hint={"en": "For businesses", "cy": "Ar gyfer busnesau"},
    other_words={"en": ["refuse bill"], "cy": ["bil sbwriel"]},
    price_kind=PriceKind.BILL,
    least_pence=100,
    most_pence=500_000,
    reference_name={"en": "Invoice number", "cy": "Rhif yr anfoneb"},
    reference=ReferenceFormat(shapes=("AA999999",), example="TR 123456"),
    asks_account_name=True,
)
TAX = PayableSettings(
    group="bills",
    fund="permits",
    name={"en": "Council tax", "cy": "Treth y cyngor"},
    price_kind=PriceKind.OWED,
    most_pence=500_000,
    reference_name={"en": "Account number", "cy": "Rhif y cyfrif"},
    reference=ReferenceFormat(shapes=("99999999",), example="12345678"),
    lookup="fake",
    lookup_kind="council_tax",
)
GARDEN = PayableSettings(
    group="bins",
    fund="garden",
    name={"en": "Garden waste", "cy": "Gwastraff gardd"},
    price_kind=PriceKind.FEE,
)
GARDEN_FEES = {
    "most": 5,
    "concessions": [{"key": "help", "name": {"en": "I get Council Tax Reduction"}}],
    "prices": [
        {"pence": 3000, "concession": "help"},
        {"pence": 4000, "from_nth": 2},
        {"pence": 6000},
    ],
}
GARDEN_EXAMPLES = [
    {"day": "2026-05-01", "quantity": 1, "pence": 6000},
    {"day": "2026-05-01", "quantity": 3, "pence": 14000},
    {"day": "2026-05-01", "quantity": 2, "concession": "help", "pence": 6000},
    {"day": "2026-05-01", "quantity": 6, "pence": None},
]


def stock_catalogue(shop, **changes):
    """Put a bill, an account and something with a fee into a council's catalogue."""
    given = {"actor": SETUP, "council_id": shop.council.id}
    owed_lookups.get("fake").forget()
    for position, key in enumerate(("bills", "bins"), start=1):
        actions.apply_group(
            **given, key=key, name={"en": key.title(), "cy": key.title()}, position=position
        )
    made = {}
    for key, settings in (("trade-waste", BILL), ("council-tax", TAX), ("garden", GARDEN)):
        made[key] = actions.apply_payable(
            **given, key=key, settings=replace(settings, **changes.get(key, {})), now=shop.now
        )
    write_garden_fees(made["garden"].pk, shop.now)
    return made


def write_garden_fees(payable_id, now, *, valid_from=date(2020, 4, 1), **changes):
    return actions.write_fees(
        actor=SETUP,
        payable_id=payable_id,
        valid_from=valid_from,
        rules=rules_from_json(GARDEN_FEES | changes),
        examples=[example_from_json(one) for one in GARDEN_EXAMPLES]
        if not changes
        else [example_from_json({"day": "2026-05-01", "pence": changes["prices"][-1]["pence"]})],
        now=now,
    )
