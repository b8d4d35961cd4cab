"""My property and area: by UPRN, without scripts, and nothing of anybody else's."""

from datetime import date

import pytest
from django.test import Client

from moothall.cases.actions import open_case
from moothall.cases.particulars import CaseLocation
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.queries import residence_of
from moothall.surfaces.account.living.tests.conftest import HOME, NEW_HOME, let

AREA, CHANGE = "/account/area/", "/account/area/change/"


@pytest.fixture
def client(rhian, gazetteer, clock_stands):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian)
    return client


def report(council, now, *, at=(323110, 289060), uprn=None, summary="Mark of a neighbour"):
    with acting_for(council.id):
        return open_case(
            actor=anonymous_resident(),
            council_id=council.id,
            service_type="street-fault",
            person_id=None,
            channel="web",
            summary=summary,
            submission_key=f"{at}{uprn}{now}",
            location=CaseLocation(
                description="Mark of a place", easting=at[0], northing=at[1], latitude=52.49,
                longitude=-3.13, uprn=uprn,
            ),
            now=now,
        )  # fmt: skip


def test_an_address_is_found_chosen_and_kept_without_scripts(client, northvale, rhian):
    empty = client.get(AREA).content.decode()
    found = client.post(CHANGE, {"action": "find-address", "residence_query": "1 high st"})
    saved = client.post(
        CHANGE,
        {
            "residence": str(HOME),
            "moved_in_on-day": "1",
            "moved_in_on-month": "3",
            "moved_in_on-year": "2026",
        },
    )

    assert "Give your address" in empty
    assert f'value="{HOME}"' in found.content.decode()
    assert str(NEW_HOME) not in found.content.decode()
    assert saved["Location"] == AREA
    with acting_for(northvale.id):
        kept = residence_of(rhian.pk)
    assert (kept.uprn, kept.moved_in_on) == (HOME, date(2026, 3, 1))
    page = client.get(AREA).content.decode()
    assert "1 High Street, Northvale" in page
    assert "1 March 2026" in page


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"residence": str(NEW_HOME)},
        {"residence": "12345"},
        {"residence": "x"},
        {"residence": str(HOME), "moved_in_on-day": "31", "moved_in_on-month": "2",
         "moved_in_on-year": "2026"},
    ],
)  # fmt: skip
def test_what_is_no_address_of_this_council_or_no_day_is_asked_again(
    client, northvale, rhian, typed
):
    answer = client.post(CHANGE, typed)

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    with acting_for(northvale.id):
        assert residence_of(rhian.pk) is None


def test_the_page_says_when_bins_are_emptied_and_what_is_near(client, rounds):
    client.post(CHANGE, {"residence": str(HOME)})

    page = client.get(AREA).content.decode()

    assert "<strong>Rubbish</strong>: Monday 23 November" in page
    assert "Library: Northvale Library, 20 High Street" in page
    assert "data-map-places" in page
    assert "metres away" in page


def test_reports_near_are_shown_without_anybodys_words_if_the_council_shows_them(
    client, northvale, southmere, now
):
    client.post(CHANGE, {"residence": str(HOME)})
    report(northvale, now)
    report(northvale, now, at=(323120, 289060), uprn=HOME, summary="About a property")
    report(northvale, now, at=(329999, 289060), summary="Far away")
    report(southmere, now, at=(323111, 289060))
    assert "Street fault" not in client.get(AREA).content.decode()

    for council in (northvale, southmere):
        let(council, "street-fault", shown_nearby=True)
    page = client.get(AREA).content.decode()

    assert page.count("Street fault: Received") == 1
    assert "Mark of" not in page


def test_the_page_costs_the_same_whatever_is_near(
    client, northvale, now, rounds, django_assert_num_queries
):
    client.post(CHANGE, {"residence": str(HOME)})
    let(northvale, "street-fault", shown_nearby=True)
    for metres in range(8):
        report(northvale, now, at=(323100 + metres, 289050))
    client.get(AREA)

    with django_assert_num_queries(9):
        page = client.get(AREA).content.decode()

    assert page.count("Street fault: Received") == 8


def test_neither_nobody_nor_another_resident_nor_the_other_council_sees_it(
    client, northvale, southmere, rhian, tomos, gazetteer
):
    client.post(CHANGE, {"residence": str(HOME)})
    of_tomos, elsewhere = (
        Client(headers={"host": host}) for host in ("northvale.test", "southmere.test")
    )
    kit.sign_in_resident(of_tomos, tomos)
    kit.sign_in_resident(elsewhere, rhian)

    assert "1 High Street" not in of_tomos.get(AREA).content.decode()
    for stranger in (elsewhere, Client(headers={"host": "northvale.test"})):
        for path in (AREA, CHANGE, "/account/moved/"):
            assert stranger.get(path).status_code == 302
        assert stranger.post(CHANGE, {"residence": str(HOME)}).status_code == 302
