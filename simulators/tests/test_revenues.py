"""Civic Ledger as a stranger sees it: proofs, figures, bills, changes, letters and trouble."""

import io
from datetime import date

import httpx
import pikepdf
import pytest

from simulators.revenues.accounts import Library
from simulators.revenues.authorities import load_authorities
from simulators.revenues.references import ACCOUNTS, Kind, number_of, reference_of
from simulators.tests.program import CLIENT

KEYS = {slug: authority.key for slug, authority in load_authorities().items()}
BOOKS = Library(load_authorities()["aldermoor"], date(2026, 11, 18))


def ask(program, method, path, *, authority="aldermoor", key="", **options):
    headers = {"Authorization": f"Bearer {KEYS[authority]}"}
    if key:
        headers["Idempotency-Key"] = key
    return CLIENT.request(method, f"{program.url}/v1/{path}", headers=headers, **options)


def named(program, number, kind="council_tax", authority="aldermoor"):
    rows = program.get("/_accounts.json", authority=authority, kind=kind, number=number)
    return rows.json()["accounts"][0]


def claim(row, **changed):
    told = {name: row[name] for name in ("kind", "reference", "surname", "postcode")}
    return {**told, **changed}


def account_path(row):
    return f"accounts/{row['kind']}/{row['reference']}"


def test_the_first_of_two_with_one_surname_is_told_by_the_given_name(revenues):
    row = named(revenues, 109)

    answer = ask(revenues, "POST", "proofs", json=claim(row, surname="PARRY", given_name="ivor"))

    assert answer.status_code == 200
    assert answer.json()["proven"] == {
        "party": "P2", "name": "Ivor Parry", "relationship": "joint", "strength": "details",
    }  # fmt: skip


def test_who_cannot_be_told_apart_has_no_key_and_sees_no_contact_details(revenues):
    row = named(revenues, 109)

    proven = ask(revenues, "POST", "proofs", json=claim(row)).json()["proven"]
    shown = ask(revenues, "GET", account_path(row)).json()

    assert proven["party"] == ""
    assert shown["contact"] is None
    assert [one["you"] for one in shown["parties"]] == [False, False]


def test_the_last_bill_makes_a_proof_stronger(revenues):
    row = named(revenues, 102)

    answer = ask(
        revenues, "POST", "proofs", json=claim(row, last_bill_pence=row["last_bill_pence"])
    )

    assert answer.json()["proven"]["strength"] == "bill"


@pytest.mark.parametrize(
    "wrong",
    [
        {"surname": "Wrong"},
        {"postcode": "QX1 1AA"},
        {"last_bill_pence": 1},
        {"reference": "700000000"},
    ],
)
def test_wrong_and_absent_are_answered_alike(revenues, wrong):
    row = named(revenues, 102)

    answer = ask(revenues, "POST", "proofs", json=claim(row, **wrong))

    assert answer.status_code == 404
    assert answer.json() == {
        "error": {"code": "no_match", "message": "There is no account that matches."}
    }


def test_a_protected_account_opens_for_nobody(revenues):
    row = named(revenues, 107)

    assert ask(revenues, "POST", "proofs", json=claim(row)).status_code == 404
    assert ask(revenues, "GET", account_path(row)).status_code == 404


def test_another_authoritys_key_opens_nothing(revenues):
    row = named(revenues, 102)

    answer = ask(revenues, "POST", "proofs", authority="cwm-helyg", json=claim(row))
    without = CLIENT.get(f"{revenues.url}/v1/{account_path(row)}")

    assert answer.status_code == 404
    assert without.status_code == 401


def test_who_has_left_is_told_since_when(revenues):
    row = named(revenues, 106)

    answer = ask(revenues, "GET", account_path(row), params={"party": "P2"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "ended")
    assert answer.json()["error"]["message"] == "2025-09-30"


def test_a_balance_is_the_sum_of_the_lines(revenues):
    row = named(revenues, 102)

    shown = ask(revenues, "GET", account_path(row), params={"party": "P1"}).json()

    assert shown["balance_pence"] == sum(line["pence"] for line in shown["lines"])
    assert shown["balance_pence"] == shown["charged_pence"] - shown["paid_pence"] == 39726
    assert len(shown["instalments"]) == 10
    assert shown["next_due"]["paid_pence"] == 0


def test_a_bill_is_a_real_pdf(revenues):
    row = named(revenues, 100)
    bills = ask(revenues, "GET", f"{account_path(row)}/bills").json()["bills"]

    answer = ask(revenues, "GET", f"{account_path(row)}/bills/{bills[0]['id']}.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert len(document.pages) == 1
    assert ask(revenues, "GET", f"{account_path(row)}/bills/1999-1.pdf").status_code == 404


def test_a_change_with_the_same_key_is_made_once(revenues):
    row = named(revenues, 102)
    wish = {"change": "e_billing", "on": True}

    for _ in range(2):
        answer = ask(
            revenues, "POST", f"{account_path(row)}/changes", key="k1",
            params={"party": "P1"}, json=wish,
        )  # fmt: skip

    assert answer.status_code == 201
    (change,) = revenues.get("/_changes.json").json()["changes"]
    assert change["times_received"] == 2
    shown = ask(revenues, "GET", account_path(row), params={"party": "P1"}).json()
    assert shown["e_billing"] is True


def test_a_direct_debit_is_set_up_and_moves_the_day(revenues):
    row = named(revenues, 100)
    wish = {
        "change": "direct_debit_set_up", "account_name": "R Parry", "sort_code": "089999",
        "account_number": "66374958", "day": 15,
    }  # fmt: skip

    ask(
        revenues, "POST", f"{account_path(row)}/changes", key="k2",
        params={"party": "P1"}, json=wish,
    )  # fmt: skip

    shown = ask(revenues, "GET", account_path(row), params={"party": "P1"}).json()
    assert shown["direct_debit"] == {"account_ending": "4958", "day": 15}
    assert shown["next_due"]["due_on"] == "2026-12-15"


def test_contact_details_are_each_partys_own(revenues):
    row = named(revenues, 100)
    wish = {"change": "contact", "email": "new@mail.example", "phone": ""}

    ask(
        revenues, "POST", f"{account_path(row)}/changes", key="k3",
        params={"party": "P1"}, json=wish,
    )  # fmt: skip

    own = ask(revenues, "GET", account_path(row), params={"party": "P1"}).json()
    others = ask(revenues, "GET", account_path(row), params={"party": "P2"})
    assert own["contact"]["email"] == "new@mail.example"
    assert others.json()["contact"]["email"] == "tomos.price@mail.example"
    assert "new@mail.example" not in others.text


def test_a_closed_account_is_not_changed(revenues):
    row = named(revenues, 101)

    answer = ask(
        revenues, "POST", f"{account_path(row)}/changes", key="k4",
        json={"change": "direct_debit_cancel"},
    )  # fmt: skip

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "closed")
    assert revenues.get("/_changes.json").json()["changes"] == []


def test_a_letter_goes_to_the_address_of_the_account_once(revenues):
    row = named(revenues, 102)

    for _ in range(2):
        answer = ask(
            revenues, "POST", "letters", key="l1", json=claim(row, code="ABCD-2345"),
        )  # fmt: skip

    assert answer.status_code == 202
    (letter,) = revenues.get("/_letters.json").json()["letters"]
    assert letter["code"] == "ABCD-2345"
    assert letter["addressee"] == "Mabel Stone"
    assert row["postcode"] in letter["address"]


def test_no_letter_is_printed_for_a_wrong_name(revenues):
    row = named(revenues, 102)

    answer = ask(
        revenues, "POST", "letters", key="l2", json=claim(row, surname="Wrong", code="X"),
    )  # fmt: skip

    assert answer.status_code == 404
    assert revenues.get("/_letters.json").json()["letters"] == []


def test_it_is_garbled_or_dead_when_told(revenues):
    row = named(revenues, 102)

    revenues.control(garble=1)
    garbled = ask(revenues, "GET", account_path(row))
    revenues.control(down=1)
    with pytest.raises(httpx.HTTPError):
        ask(revenues, "GET", account_path(row))

    assert (garbled.status_code, isinstance(garbled.json(), list)) == (200, True)
    assert ask(revenues, "GET", account_path(row)).status_code == 200


def test_there_are_fifty_thousand_accounts_each_with_one_reference():
    assert sum(ACCOUNTS.values()) == 50_000
    for kind, count in ACCOUNTS.items():
        for number in (0, 1, 17, count - 1):
            assert number_of(kind, reference_of(kind, number)) == number
        assert number_of(kind, reference_of(kind, count)) is None


def test_a_slip_of_a_digit_finds_nothing():
    reference = reference_of(Kind.COUNCIL_TAX, 102)
    slipped = reference[:3] + str((int(reference[3]) + 1) % 10) + reference[4:]

    assert number_of(Kind.COUNCIL_TAX, slipped) is None


def test_a_landlord_has_forty_and_delyth_two():
    owners = [str(BOOKS.account(Kind.COUNCIL_TAX, n).parties[0].name) for n in range(110)]

    assert owners.count("Leonard Quill") == 40
    assert owners.count("Delyth Morris") == 2


@pytest.mark.slow
def test_every_balance_is_charges_less_payments_and_no_book_looks_alike():
    statuses, arrears, joint = {}, 0, 0
    for number in range(0, ACCOUNTS[Kind.COUNCIL_TAX], 3):
        account = BOOKS.account(Kind.COUNCIL_TAX, number)
        books = account.books
        assert books.balance == books.charged - books.paid
        if account.status == "open":
            unpaid = sum(one.pence - one.paid_pence for one in books.instalments)
            assert books.balance == unpaid
        statuses[account.status] = statuses.get(account.status, 0) + 1
        arrears += bool(books.next_due and books.next_due.due_on < BOOKS.today)
        joint += len(account.parties) > 1

    assert min(statuses.values()) > 100
    assert 400 < arrears < 1200
    assert joint > 2000
