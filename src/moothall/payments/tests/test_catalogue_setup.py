"""The section `payments` of a council's file: its catalogue, written down, and once more."""

from pathlib import Path

import pytest

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.models import AuditEntry
from moothall.payments.catalogue.queries import payables_open, vat_number_of
from moothall.payments.models import FeeVersion, Payable
from moothall.payments.setup import apply_payments

DEMO = Path(__file__).parents[4] / "demo" / "councils"
#: What the one city lists that most others have too, and three that most councils sell.
KINDS = 22
ONE = {"key": "x", "group": "g", "fund": "f", "name": {"en": "X"}}


@pytest.fixture
def context(in_northvale, now):
    return SetupContext(council=in_northvale, folder=DEMO, now=now)


@pytest.mark.slow
@pytest.mark.parametrize("council", ["aldermoor", "cwm-helyg"])
def test_the_demonstrations_catalogues_can_be_used_and_used_again(context, council, now):
    given = {"catalogue": f"../payments/{council}.yaml"}

    apply_payments(context, given)
    accounted = AuditEntry.objects.count()
    apply_payments(context, given)

    groups = payables_open(context.council.id, on=now.date(), language="en")
    assert sum(len(group.payables) for group in groups) == KINDS == Payable.objects.count()
    assert AuditEntry.objects.count() == accounted
    assert FeeVersion.objects.count() == 6
    assert vat_number_of(context.council.id).startswith("GB ")


@pytest.mark.parametrize(
    "given",
    [
        {"catalogue": "../payments/none.yaml"},
        {"groups": [{"key": "Bins", "name": {"en": "Bins"}}]},
        {
            "payables": [
                {"key": "x", "group": "g", "fund": "f", "name": {"en": "X"}, "price": "bill"}
            ]
        },
        {
            "payables": [
                {"key": "x", "group": "g", "fund": "f", "name": {"en": "X"}, "price": "free"}
            ]
        },
    ],
)
def test_what_cannot_be_used_is_told(context, given):
    with pytest.raises(SetupError, match="at payments"):
        apply_payments(context, given)
