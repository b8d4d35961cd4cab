"""Nobody but its resident sees a case in an account, whichever door they come by."""

import pytest

from moothall.cases.models import Case
from moothall.cases.tests.account import Account, a_case, act
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit


@pytest.fixture
def account(rhian):
    return Account(rhian)


@pytest.fixture
def case(northvale, rhian):
    return a_case(northvale, rhian)


def addresses(case):
    return [
        f"/account/requests/{case.reference}/",
        *(act(case, name) for name in ("answer", "add", "write", "withdraw")),
    ]


def unchanged(council):
    with acting_for(council.id):
        return list(Case.objects.values_list("status", "resident_seen_at", "updated_at"))


def test_another_residents_case_is_not_there(northvale, tomos, case):
    stranger, before = Account(tomos), unchanged(northvale)

    for address in addresses(case):
        assert stranger.get(address).status == 404
        assert stranger.send(address, key="a" * 32, text="x").status in {404, 405}

    assert unchanged(northvale) == before
    assert case.reference not in stranger.get(f"/account/requests/?q={case.reference}").all(
        "request"
    )


def test_without_signing_in_there_is_only_the_way_to_sign_in(northvale, case):
    stranger = Account()

    for address in [*addresses(case), "/account/requests/", "/account/messages/",
                    "/account/messages/new/"]:  # fmt: skip
        assert stranger.get(address).location.startswith("/account/sign-in/?next=")


def test_signing_in_at_staffs_door_opens_no_account(northvale, alice, case):
    desk = Account()
    kit.sign_in(desk.client, alice)

    assert desk.get(addresses(case)[0]).location.startswith("/account/sign-in/")


def test_the_same_person_sees_it_at_no_other_council(northvale, southmere, rhian, case):
    there = kit.resident("rhian", southmere, clock.now())
    elsewhere = Account(there, host="southmere.test")

    assert elsewhere.get(addresses(case)[0]).status == 404
    assert elsewhere.get("/account/requests/").all("request") == []


def test_who_has_left_a_council_sees_nothing_there(northvale, rhian, account, case):
    assert account.send("/account/leave/").status == 302

    for address in [*addresses(case), "/account/requests/", "/account/messages/"]:
        assert account.get(address).location.startswith("/account/join/?next=")
        assert account.send(address, text="x").status in {302, 405}
    assert [status for status, _, _ in unchanged(northvale)] == ["received"]
