"""
A month's payments, and what gateway and bank say of them.

    python -m bench.inside.books make N
    python -m bench.inside.books compare
"""

import json
import sys
import time
from datetime import date, timedelta
from typing import Any

import django
from django.db import connection, transaction

GATEWAY = "govuk_pay"
DAYS = 30
A_BATCH = 5_000
#: Every so many payments one is missing at the gateway, and another has a different amount there.
MISSING, OTHERWISE = 1_000, 1_500

_PAYMENTS = """
    INSERT INTO payments_payment (id, council_id, basket_id, choice_id, reference, description,
        amount_pence, refunded_pence, state, entry, language, email, is_captured_later,
        holds_stock, is_surplus, actor_kind, actor_identifier, actor_name, gateway_reference,
        next_url, outcome_unknown, problem, code, card_kind, card_ending, created_at, paid_at,
        checks)
    SELECT md5('p' || n)::uuid, %(council)s, %(basket)s, %(choice)s, 'NOR-' || n, 'Council Tax',
        1000 + n %% 977, 0, 'paid', 'online', 'en', '', false, false, false, 'resident', '', '',
        'g' || n, '', false, '', '', '', '', %(now)s,
        %(now)s - make_interval(days => n %% %(days)s::int + 10), 0
    FROM generate_series(1, %(count)s::int) n
"""
_LEDGER = """
    SELECT payments_post(%(council)s, md5('t' || n)::uuid, 'payment:' || md5('p' || n)::uuid,
        'payment', p.paid_at, p.paid_at::date, p.paid_at, 'payments.payment', p.id,
        p.gateway_reference, NULL, jsonb_build_array(
            jsonb_build_object('id', gen_random_uuid(), 'kind', 'income', 'code', '', 'fund',
                'F' || n %% 19, 'gl', 'G', 'vat', 'OOS', 'rate', 0, 'pence', p.amount_pence),
            jsonb_build_object('id', gen_random_uuid(), 'kind', 'gateway',
                'code', %(gateway)s::text, 'fund', '', 'gl', '',
                'vat', '', 'rate', 0, 'pence', -p.amount_pence)))
    FROM generate_series(%(first)s::int, %(last)s::int) n
    JOIN payments_payment p ON p.council_id = %(council)s AND p.id = md5('p' || n)::uuid
"""


def make(count: int) -> None:
    """This will make and book so many payments."""
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415 - Django is set up first
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415
    from moothall.payments.models import Basket, GatewayChoice  # noqa: PLC0415

    council, now = council_by_slug("aldermoor"), clock.now()
    with acting_for(council.id), connection.cursor() as cursor:
        basket = Basket.objects.create(
            council_id=council.id, secret_digest=b"x", language="en", channel="web",
            actor_kind="resident", opened_at=now, touched_at=now, expires_at=now,
        )  # fmt: skip
        choice = GatewayChoice.objects.create(
            council_id=council.id, entry="bench", gateway=GATEWAY, chosen_at=now
        )
        values: dict[str, Any] = {
            "council": council.id, "basket": basket.pk, "choice": choice.pk, "now": now,
            "count": count, "days": DAYS, "gateway": GATEWAY,
        }  # fmt: skip
        cursor.execute(_PAYMENTS, values)
        for begin in range(1, count + 1, A_BATCH):
            cursor.execute(_LEDGER, {**values, "first": begin, "last": begin + A_BATCH - 1})
    print(json.dumps(count))


def compare() -> None:
    """This will compare them twice, and print how long that took and what was found."""
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.actors import system  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415
    from moothall.payments.actions.reconciling import load_bank_file, reconcile  # noqa: PLC0415
    from moothall.payments.books_settings import BANK, write_setting  # noqa: PLC0415

    council, now, actor = council_by_slug("aldermoor"), clock.now(), system("bench")
    layout = {
        "date": "Date", "date_format": "%Y-%m-%d", "amount": "Amount", "text": ["Text"],
        "payers": {GATEWAY: {"contains": "GOV PAY"}},
    }  # fmt: skip
    took, runs = [], []
    with acting_for(council.id):
        with transaction.atomic():
            write_setting(council_id=council.id, key=BANK, document=layout, now=now)
        report, bank = _said(council.id)
        for _ in range(2):
            began = time.perf_counter()
            load_bank_file(
                actor=actor, council_id=council.id, name="bank", content=bank.encode(), now=now
            )
            runs.append(
                reconcile(
                    actor=actor, council_id=council.id, gateway=GATEWAY,
                    first=now.date() - timedelta(days=DAYS + 12), last=now.date(),
                    report=report, now=now,
                )
            )  # fmt: skip
            took.append(time.perf_counter() - began)
    print(json.dumps({"took": took, "found": [one.found for one in runs]}))


def _said(council_id: int) -> tuple[list[Any], str]:
    """Return the gateway's report, in which some are missing or differ, and the bank's file."""
    from moothall.payments.models import Payment  # noqa: PLC0415
    from moothall.payments.ports import Settled, SettledKind  # noqa: PLC0415

    report: list[Any] = []
    due: dict[date, int] = {}
    for payment in Payment.objects.filter(council_id=council_id, gateway_reference__gt="g"):
        number = int(payment.gateway_reference[1:])
        if number % MISSING == 0 or payment.paid_at is None:
            continue
        pence = payment.amount_pence - (12 if number % OTHERWISE == 0 else 0)
        day = payment.paid_at.date() + timedelta(days=2)
        due[day] = due.get(day, 0) + pence - 20
        report.append(
            Settled(
                kind=SettledKind.PAYMENT, gateway_reference=payment.gateway_reference,
                own_reference="", reference=payment.reference, pence=pence, fee_pence=20,
                settled_on=day,
            )
        )  # fmt: skip
    lines = (
        f"{day + timedelta(days=1)},{pence / 100:.2f},GOV PAY {day}\n" for day, pence in due.items()
    )
    return report, "Date,Amount,Text\n" + "".join(lines)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        compare()
