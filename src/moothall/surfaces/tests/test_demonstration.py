"""The demonstration's residents and libraries: made once, by the actions that everybody uses."""

from pathlib import Path

import pytest

from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.people.acting import acting_choices
from moothall.people.claims import claims_of
from moothall.people.models import Grant, ImportedPair, Joining, ResidentAccount, SiteClient
from moothall.people.websites import satellite_sites
from moothall.surfaces.demonstration import residents, websites

pytestmark = pytest.mark.django_db

AT = "http://127.0.0.1:8007"


def person_of(one):
    return Joining.objects.get(account__email=one.email).person_id


def acts_for(one):
    return {choice.name for choice in acting_choices(person_of(one), now=clock.now())}


def test_a_carer_advisers_and_an_attorney_act_for_others(in_northvale):
    assert residents.settle(in_northvale, now=clock.now())

    assert acts_for(residents.OWEN) == {"Gwen Hartley"}
    assert acts_for(residents.HARRIET) == {"Arthur Pike"}
    for adviser in (residents.DAFYDD, residents.NIA):
        assert acts_for(adviser) == {"Gwen Hartley", "Moorland Advice"}
    assert acts_for(residents.GWEN) == set()
    assert Grant.objects.filter(state="waiting_for_approval").count() == 1


def test_the_library_knew_them_and_one_of_them_twice(in_northvale):
    residents.settle(in_northvale, now=clock.now())

    gwen = ResidentAccount.objects.get(email=residents.GWEN.email)
    assert [one.site for one in claims_of(gwen.pk).waiting] == [websites.name_of(in_northvale)]
    assert ImportedPair.objects.count() == 1


def test_they_are_made_once_a_council_with_one_account_each(northvale, southmere):
    for council in (northvale, southmere, northvale):
        with acting_for(council.id):
            residents.settle(council, now=clock.now())

    assert ResidentAccount.objects.count() == len(residents.RESIDENTS)
    for council in (northvale, southmere):
        with acting_for(council.id):
            assert Grant.objects.count() == 4
            assert not residents.settle(council, now=clock.now())
    assert {one["email"] for one in residents.described()} == {
        one.email for one in residents.RESIDENTS
    }


def test_a_library_is_registered_once_and_follows_to_another_port(in_northvale, settings, tmp_path):
    settings.SECRETS_DIR = tmp_path

    for at in (AT, AT, "http://127.0.0.1:9007"):
        websites.register_library(in_northvale, at=at, now=clock.now())

    (site,) = satellite_sites(in_northvale.id)
    assert site.redirect_addresses == (f"http://127.0.0.1:9007/{in_northvale.slug}/back",)
    (told,) = websites.described([in_northvale])
    client = SiteClient.objects.get(pk=told["client_id"])
    assert client.check_secret(told["secret"])
    assert client.get_scopes() == list(websites.SCOPES) == told["scope"].split()


def test_a_library_whose_secret_is_lost_gets_a_new_one(in_northvale, settings, tmp_path):
    settings.SECRETS_DIR = tmp_path
    websites.register_library(in_northvale, at=AT, now=clock.now())
    for file in Path(tmp_path).iterdir():
        file.unlink()

    websites.register_library(in_northvale, at=AT, now=clock.now())

    (told,) = websites.described([in_northvale])
    assert SiteClient.objects.get(pk=told["client_id"]).check_secret(told["secret"])


def test_a_council_without_a_library_is_left_out(northvale, southmere):
    assert websites.described([northvale, southmere]) == []


@pytest.mark.slow
@pytest.mark.parametrize("file", ["aldermoor", "cwm-helyg"])
def test_the_diary_is_lived_in_and_filled_once(southmere, file):
    from moothall.bookings.models import Booking, Closure, WaitingEntry
    from moothall.bookings.setup import apply_bookings
    from moothall.councils.setup import SetupContext
    from moothall.surfaces.demonstration import councils, diary

    now = clock.now()
    with acting_for(southmere.id):
        apply_bookings(
            SetupContext(southmere, councils.COUNCIL_FILES, now),
            {"file": f"../bookings/{file}.yaml"},
        )
        residents.settle(southmere, now=now)

        assert diary.settle(southmere, now=now)
        assert not diary.settle(southmere, now=now)

        count = Booking.objects.filter
        assert count(status="attended").count() >= 10
        assert count(status="missed").exists()
        assert count(activity__key="cycle-training", status="confirmed").count() == 5
        assert count(activity__key="video-adviser", status="confirmed").count() == 1
        assert count(status="confirmed", closure__isnull=False).count() == 1
        assert Closure.objects.count() == 1
        offered = WaitingEntry.objects.get(status="offered")
        assert offered.email == residents.GWEN.email
        assert WaitingEntry.objects.filter(status="waiting").count() == 2


def test_somebody_is_there_twice_and_is_made_only_once(in_northvale):
    from moothall.people.duplicates.queries import open_pairs
    from moothall.surfaces.demonstration import knowing

    assert knowing.settle(in_northvale, now=clock.now())
    assert not knowing.settle(in_northvale, now=clock.now())

    [pair] = open_pairs(in_northvale.id)
    assert {pair.first.name, pair.second.name} == {"Robert Pritchard", "Bob Pritchard"}
