"""Civic Ledger's adapter: its options, and answers of every wrong shape."""

import pytest

from moothall.people.linking_ports import (
    CancelDirectDebit,
    ChangeContact,
    SetUpDirectDebit,
    SwitchEBilling,
    account_suppliers,
)
from moothall.people.linking_words import LinkedKind
from moothall.verticals.revenues.systems.civic_ledger import mapping

SUMMARY = {
    "status": "open", "balance_pence": 5, "charged_pence": 10, "paid_pence": 5,
    "lines": [{"on": "2026-04-01", "text": "Charge", "pence": 10}],
    "address": {"lines": ["1 High Street"], "postcode": "QX1 1AA"},
    "parties": [{"name": "Rhian Evans", "relationship": "liable", "you": True}],
    "contact": None, "instalments": [], "next_due": None, "payment_method": "card",
    "direct_debit": None, "e_billing": False, "award": None, "ends_on": None,
}  # fmt: skip
OPTIONS = {"endpoint": "https://ledger.example/v1", "key": "ledger"}


def test_every_supplier_says_which_kinds_it_keeps_and_refuses_wrong_options():
    for supplier in account_suppliers:
        assert supplier.kinds <= {kind.value for kind in LinkedKind}
        assert supplier.label
        with pytest.raises(ValueError, match="option"):
            supplier.connect({"nonsense": 1})


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"endpoint": "ftp://x"}, "endpoint"),
        ({"key": ""}, "key"),
        ({"timeout_seconds": 60}, "timeout_seconds"),
        ({"timeout_seconds": "soon"}, "timeout_seconds"),
        ({"password": "x"}, "password"),
    ],
)
def test_options_are_named_when_they_cannot_be_used(wrong, named):
    with pytest.raises(ValueError, match=named):
        account_suppliers.get("civic_ledger").connect({**OPTIONS, **wrong})


def test_a_summary_is_read():
    summary = mapping.to_summary(SUMMARY)

    assert (summary.balance_pence, summary.address) == (5, ("1 High Street", "QX1 1AA"))
    assert summary.parties[0].is_you


@pytest.mark.parametrize(
    "wrong",
    [
        {"balance_pence": "5"},
        {"balance_pence": 5.5},
        {"balance_pence": True},
        {"status": "lost"},
        {"lines": {}},
        {"lines": [{"on": "yesterday", "text": "x", "pence": 1}]},
        {"address": []},
        {"parties": None},
        {"e_billing": "no"},
        {"payment_method": "x" * 201},
        {"contact": {"email": None, "phone": ""}},
    ],
)
def test_a_summary_of_another_shape_is_refused_whole(wrong):
    with pytest.raises(mapping.Unreadable):
        mapping.to_summary({**SUMMARY, **wrong})


@pytest.mark.parametrize(
    "content",
    [
        [], "x", None, {}, {"proven": []},
        {"proven": {"party": "P1", "relationship": "owner"}},
        {"proven": {"party": 1, "relationship": "liable"}},
    ],
)  # fmt: skip
def test_a_proof_of_another_shape_proves_nothing(content):
    with pytest.raises(mapping.Unreadable):
        mapping.to_proven(content)


def test_each_change_is_said_in_the_contracts_words():
    debit = SetUpDirectDebit(
        account_name="R Evans", sort_code="089999", account_number="66374958", day=15
    )

    assert mapping.change_as_json(SwitchEBilling(on=False)) == {"change": "e_billing", "on": False}
    assert mapping.change_as_json(ChangeContact(email="a@b.c", phone=""))["change"] == "contact"
    assert mapping.change_as_json(debit)["day"] == 15
    assert mapping.change_as_json(CancelDirectDebit()) == {"change": "direct_debit_cancel"}
