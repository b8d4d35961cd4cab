"""The pages of linked accounts, as a browser sees them, over real HTTP to the ledger."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions as people
from moothall.people import scopes
from moothall.people.linked_queries import linked_accounts_of
from moothall.people.models import AccountChange, LinkedAccount, PostedCode
from moothall.people.tests.granting import live_grant
from moothall.verticals.revenues.tests.people_who_link import link

LIST = "/account/linked-accounts/"
HOST = {"host": "northvale.test"}


@pytest.fixture
def site(client, rhian):
    """Rhian's browser, signed in on Northvale's site."""
    kit.sign_in_resident(client, rhian)
    client.defaults["HTTP_HOST"] = "northvale.test"
    return client


@pytest.fixture
def linked(rhian, named, now):
    return link(rhian, named(100), now)


def words(response):
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.text, flags=re.DOTALL)
    return " ".join(html.unescape(text).split())


def typed(row, **changed):
    told = {
        "reference": row["reference"],
        "surname": row["surname"],
        "postcode": row["postcode"],
        "proof": "bill",
        "last_bill": f"£{row['last_bill_pence'] / 100:,.2f}",
    }
    return {**told, **changed}


def at(linked, rest=""):
    return f"{LIST}{linked.pk}/{rest}"


def test_an_account_is_linked_on_the_site(site, rhian, named):
    assert "You have not linked an account yet" in words(site.get(LIST))
    assert "Council Tax" in words(site.get(f"{LIST}add/"))

    response = site.post(f"{LIST}add/council-tax/", typed(named(100)), follow=True)

    assert response.redirect_chain[-1][0] == f"{LIST}?done=linked"
    assert "The account is linked." in words(response)
    assert [one.reference for one in linked_accounts_of(rhian.pk)] == [named(100)["reference"]]


def test_the_list_asks_no_system_and_the_figures_come_after(
    site, linked, ledger, django_assert_num_queries
):
    ledger.control(empty=True)

    page = site.get(LIST).content.decode()
    part = site.get(at(linked, "figures/"))

    assert f'hx-get="{at(linked, "figures/")}"' in page
    assert f'href="{at(linked)}"' in page
    assert "£353.12" in words(part)
    assert "<html" not in part.content.decode()
    assert [one["operation"] for one in ledger.received()] == ["get_summary"]
    assert part["Cache-Control"] == "no-store"


def test_the_list_costs_as_much_with_three_accounts_as_with_one(site, rhian, linked, named, now):
    site.get(LIST)
    with CaptureQueriesContext(connection) as for_one:
        site.get(LIST)
    link(rhian, named(0, "rent"), now)
    link(rhian, named(0, "parking"), now)

    with CaptureQueriesContext(connection) as for_three:
        page = site.get(LIST)

    assert page.content.decode().count('data-testid="linked-account"') == 3
    assert len(for_three) == len(for_one)
    statements = [query["sql"] for query in for_three.captured_queries]
    assert sum('FROM "people_linkedaccount"' in one for one in statements) == 1


@pytest.mark.parametrize(
    ("wrong", "box"),
    [
        ({"reference": ""}, "id_reference"),
        ({"surname": ""}, "id_surname"),
        ({"postcode": ""}, "id_postcode"),
        ({"proof": ""}, "id_proof"),
        ({"proof": "nothing"}, "id_proof"),
        ({"last_bill": ""}, "id_last_bill"),
        ({"last_bill": "a lot"}, "id_last_bill"),
    ],
)
def test_what_is_missing_is_named_beside_its_box_and_above(site, named, wrong, box):
    response = site.post(f"{LIST}add/council-tax/", typed(named(100), **wrong))

    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#{box}"' in page
    assert f'id="{box}-error"' in page
    assert "Error:" in page
    assert LinkedAccount.objects.count() == 0


def test_wrong_and_absent_give_the_same_page_with_what_was_typed(site, named):
    row = named(100)

    wrong = site.post(f"{LIST}add/council-tax/", typed(row, surname="Wrong"))
    absent = site.post(f"{LIST}add/council-tax/", typed(row, reference="700000000"))

    assert (wrong.status_code, absent.status_code) == (422, 422)
    assert 'value="Wrong"' in wrong.content.decode()
    assert "does not match our records" in words(wrong)
    assert words(wrong) == words(absent)


def test_the_sixth_try_is_stopped(site, named):
    for number in range(5):
        site.post(f"{LIST}add/council-tax/", typed(named(200 + number), surname="Wrong"))

    response = site.post(f"{LIST}add/council-tax/", typed(named(100)))

    assert response.status_code == 429
    assert "Try again tomorrow" in words(response)
    assert LinkedAccount.objects.count() == 0


def test_a_dead_ledger_says_so_and_keeps_what_was_typed(site, named, ledger):
    row = named(100)
    ledger.control(down=True)

    response = site.post(f"{LIST}add/council-tax/", typed(row))

    assert response.status_code == 503
    assert "We cannot check this now" in words(response)
    assert f'value="{row["reference"]}"' in response.content.decode()


def test_a_kind_that_the_council_does_not_offer_is_not_there(site):
    assert site.get(f"{LIST}add/fishing/").status_code == 404


def test_a_code_by_post_links_the_account(site, rhian, named, ledger, queue):
    asked = site.post(
        f"{LIST}add/council-tax/", typed(named(100), proof="post", last_bill=""), follow=True
    )
    queue.run_all()
    (letter,) = ledger.get("/_letters.json").json()["letters"]
    address = re.search(rf'href="({LIST}code/[^"]+)"', asked.content.decode())[1]

    wrong = site.post(address, {"code": "2222-2222"})
    right = site.post(address, {"code": letter["code"]}, follow=True)

    assert "a letter with a code is on its way" in words(asked)
    assert wrong.status_code == 422
    assert "This code is not right" in words(wrong)
    assert "The account is linked." in words(right)
    assert [one.strength for one in linked_accounts_of(rhian.pk)] == ["code"]
    assert site.get(address).status_code == 404


def test_an_accounts_page_shows_its_figures_and_bills(site, linked, named):
    response = site.get(at(linked))
    page = words(response)

    assert "You owe £353.12" in page
    assert "£176.56 is due on 1 December 2026" in page
    assert "Rhian Evans (you) Tomos Price" in page
    assert "rhian.evans@mail.example" in page
    assert "tomos.price@" not in page
    assert response.content.decode().count("Paid") >= 8
    bill = site.get(at(linked, "bills/2026-1/"))
    assert bill["Content-Type"] == "application/pdf"
    assert bill.content.startswith(b"%PDF-")
    assert bill["Cache-Control"] == "no-store"
    assert site.get(at(linked, "bills/1999-1/")).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    "trouble", [{"slow": {"seconds": 2}}, {"down": True}, {"html": True}, {"garble": True}]
)
def test_in_trouble_the_page_still_comes_and_keeps_the_rest(site, linked, ledger, trouble):
    ledger.control(**trouble)

    whole, part = site.get(at(linked)), site.get(at(linked, "figures/"))
    bill = site.get(at(linked, "bills/2026-1/"))

    assert (whole.status_code, part.status_code, bill.status_code) == (200, 200, 503)
    assert "We cannot get the figures of this account now" in words(whole)
    assert "We cannot get your bills now" in words(whole)
    assert "Stop linking this account" in words(whole)
    assert "We cannot get the figures of this account now" in words(part)


@pytest.mark.parametrize("trouble", [{"slow": {"seconds": 2}}, {"down": True}])
def test_in_trouble_the_home_asks_nothing_and_comes_whole(site, linked, ledger, trouble):
    ledger.control(empty=True, **trouble)

    home = site.get("/account/")

    assert home.status_code == 200
    assert f'href="{at(linked)}"' in home.content.decode()
    assert "We cannot get" not in words(home)
    assert ledger.received() == []


@pytest.mark.slow
def test_one_account_in_trouble_leaves_the_others_as_they_are(
    site, rhian, linked, named, ledger, now
):
    other = link(rhian, named(100, "rent"), now)
    ledger.control(down={"times": 1, "only": "get_summary"})

    dead, alive = site.get(at(linked, "figures/")), site.get(at(other, "figures/"))
    page = site.get(LIST)

    assert "We cannot get the figures of this account now" in words(dead)
    assert "We cannot get" not in words(alive)
    assert page.content.decode().count("hx-get=") == 2


CHANGES = {
    "bills-by/": {"by": "email"},
    "contact/": {"email": "new@mail.example", "phone": "01632 960 001"},
    "direct-debit/": {
        "account_name": "R Evans", "sort_code": "08-99-99", "account_number": "66374958",
        "day": "15", "allowed": "on",
    },
    "direct-debit/stop/": {},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("address", list(CHANGES))
def test_each_change_is_asked_for_done_and_seen(site, linked, queue, address):
    assert site.get(at(linked, address)).status_code == 200

    asked = site.post(at(linked, address), CHANGES[address], follow=True)
    again = site.post(at(linked, address), CHANGES[address])
    queue.run_all()
    done = site.get(at(linked))

    assert "We have your change" in words(asked)
    assert "Asked for" in words(asked)
    assert again.status_code == 422
    assert "still dealing with your last change" in words(again)
    assert "Done" in words(done)
    assert AccountChange.objects.count() == 1


def test_a_direct_debit_with_a_mistake_keeps_what_was_typed(site, linked):
    response = site.post(
        at(linked, "direct-debit/"), {**CHANGES["direct-debit/"], "sort_code": "12", "day": "3"}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_sort_code-error"' in page
    assert "Choose a day of the month" in page
    assert 'value="66374958"' in page
    assert AccountChange.objects.count() == 0


@pytest.mark.parametrize("address", ["contact/", "direct-debit/", "direct-debit/stop/"])
def test_who_signed_in_long_ago_shows_again_who_they_are(client, rhian, linked, address, now):
    from datetime import timedelta

    from moothall.kernel import clock

    kit.sign_in_resident(client, rhian, authenticated_at=clock.now() - timedelta(hours=2))

    response = client.post(at(linked, address), CHANGES[address], headers=HOST)

    assert response.status_code == 302
    assert "sign-in" in response["Location"]
    assert AccountChange.objects.count() == 0


def test_an_account_that_may_only_be_looked_at_is_not_changed(site, linked):
    LinkedAccount.objects.update(strength="details")

    page = site.get(at(linked))

    assert "You can look at this account" in words(page)
    assert at(linked, "direct-debit/") not in page.content.decode()
    for address, content in CHANGES.items():
        assert site.post(at(linked, address), content).status_code == 403
    assert AccountChange.objects.count() == 0


def test_unlinking_asks_first_and_can_be_undone(site, rhian, linked, named):
    assert "You can link it again at any time" in words(site.get(at(linked, "remove/")))
    assert len(linked_accounts_of(rhian.pk)) == 1

    response = site.post(at(linked, "remove/"), follow=True)

    assert "The account is no longer linked." in words(response)
    assert linked_accounts_of(rhian.pk) == []
    assert site.get(at(linked)).status_code == 404


PAGES = ("", "figures/", "bills/2026-1/", "remove/", *CHANGES)


def test_another_resident_finds_nothing(client, tomos, linked, ledger):
    kit.sign_in_resident(client, tomos)
    ledger.control(empty=True)

    for rest in PAGES:
        assert client.get(at(linked, rest), headers=HOST).status_code == 404, rest
    for rest, content in {**CHANGES, "remove/": {}}.items():
        assert client.post(at(linked, rest), content, headers=HOST).status_code == 404, rest

    assert LinkedAccount.objects.filter(ended_at__isnull=True).count() == 1
    assert ledger.received() == []


def test_another_residents_code_is_not_there(client, rhian, tomos, site, named):
    site.post(f"{LIST}add/council-tax/", typed(named(100), proof="post", last_bill=""))
    code = PostedCode.objects.get()
    client.cookies.clear()
    kit.sign_in_resident(client, tomos)

    response = client.post(f"{LIST}code/{code.pk}/", {"code": "2222-2222"}, headers=HOST)

    code.refresh_from_db()
    assert (response.status_code, code.tries) == (404, 0)


def test_nobody_is_sent_to_sign_in(client, linked, ledger):
    ledger.control(empty=True)

    for rest in ("", "add/", "add/council-tax/"):
        assert "sign-in" in client.get(LIST + rest, headers=HOST)["Location"]
    for rest in PAGES:
        assert "sign-in" in client.get(at(linked, rest), headers=HOST)["Location"], rest

    assert ledger.received() == []


def test_the_other_councils_site_knows_nothing_of_it(client, linked, southmere, keep_accounts, now):
    neighbour = kit.resident("rhian", southmere, now)
    keep_accounts(southmere)
    kit.sign_in_resident(client, neighbour)

    for rest in PAGES:
        response = client.get(at(linked, rest), headers={"host": "southmere.test"})
        assert response.status_code == 404, rest

    with acting_for(southmere.id):
        assert linked_accounts_of(neighbour.pk) == []


def test_the_pages_speak_welsh_at_their_own_addresses(client, southmere, keep_accounts, now):
    neighbour = kit.resident("rhian", southmere, now)
    keep_accounts(southmere)
    kit.sign_in_resident(client, neighbour)

    response = client.get(f"/cy{LIST}", headers={"host": "southmere.test"})

    assert 'lang="cy"' in response.text


def test_who_acts_for_a_protected_person_finds_no_account_of_theirs(
    site, rhian, tomos, linked, ledger, now
):
    people.protect_person(
        actor=system("tests"), person_id=rhian.pk, hides_email=True, hides_phone=True,
        refuses_joining=True, reason="Police reference 1", now=now,
    )  # fmt: skip
    grant = live_grant(rhian, tomos, now, scopes_=[scopes.LINKED_ACCOUNTS, scopes.MONEY])
    kit.sign_in_resident(helper := Client(headers=HOST), tomos)
    helper.post("/account/acting/", {"for": f"grant:{grant.pk}"})
    ledger.control(empty=True)

    assert "You have not linked an account yet" in words(helper.get(LIST))
    shut = [at(linked, rest) for rest in ("", "figures/", "remove/")]
    assert [helper.get(page).status_code for page in shut] == [404] * 3
    assert ledger.received() == []
    assert "£353.12" in words(site.get(shut[1]))
