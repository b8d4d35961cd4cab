"""What staff type by hand for a master goes to its followers in the language of each."""

import pytest

from moothall.cases.linking.actions import follow_case
from moothall.cases.models import Case, TimelineEntry
from moothall.cases.tests.factories import case_of, person_of
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import set_needs
from moothall.people.needs import Needs

SYSTEM = system("tests")


def master_of(council, *languages, own="en"):
    """Return a master with a follower for each language."""
    now = clock.now()
    with acting_for(council.id):
        master = case_of(council, now, person_id=person_of(council, now).pk, language=own)
        for number, language in enumerate(languages):
            person = person_of(council, now, name=f"P {number}", email=f"p{number}@example.org")
            case = case_of(council, now, person_id=person.pk, language=language)
            follow_case(actor=SYSTEM, case_id=case.pk, master_id=master.pk, now=now)
    return master


def at(case, what=""):
    return f"/workspace/cases/{case.reference}/{what}"


def step(**typed):
    nothing = {"status": "in_progress", "public_note": "", "internal_note": ""}
    return {**nothing, **typed}


def told(council):
    with acting_for(council.id):
        found = TimelineEntry.objects.filter(kind="status", case__status="in_progress")
        return sorted((one.case.language, one.text) for one in found.select_related("case"))


def test_welsh_is_asked_for_where_a_follower_reads_it(southmere, desk_of_carys, queue):
    master = master_of(southmere, "cy", "en")
    page = desk_of_carys.get(at(master))
    assert "it also goes to 2 people whose cases follow this one" in page.text
    assert "1 of them reads Welsh and gets these words." in page.text

    refused = desk_of_carys.post(at(master, "change/"), **step(public_note="We are on it"))

    assert refused.status == 422
    assert "Write it in Welsh too: 1 person who follows this case reads Welsh" in refused.text
    assert refused.value("public_note") == "We are on it"
    with acting_for(southmere.id):
        assert set(Case.objects.values_list("status", flat=True)) == {"received"}

    sent = desk_of_carys.post(
        at(master, "change/"), **step(public_note="We are on it", public_note_cy="Rydym wrthi")
    )
    assert sent.status == 302
    queue.run_all()
    assert told(southmere) == [
        ("cy", "Rydym wrthi"), ("en", "We are on it"), ("en", "We are on it"),
    ]  # fmt: skip


def test_a_master_whose_resident_reads_welsh_is_told_in_welsh(southmere, desk_of_carys, queue):
    master = master_of(southmere, "en", own="cy")

    desk_of_carys.post(
        at(master, "change/"), **step(public_note="We are on it", public_note_cy="Rydym wrthi")
    )
    queue.run_all()

    assert told(southmere) == [("cy", "Rydym wrthi"), ("en", "We are on it")]


def test_a_choice_of_language_on_the_record_counts_before_the_case(southmere, desk_of_carys):
    master = master_of(southmere, "en")
    with acting_for(southmere.id):
        follower = Case.objects.exclude(pk=master.pk).get()
        set_needs(
            actor=SYSTEM, person_id=follower.person_id, needs=Needs(language="cy"),
            now=clock.now(),
        )  # fmt: skip

    assert desk_of_carys.post(at(master, "change/"), **step(public_note="Yes")).status == 422


def test_welsh_alone_is_no_good_either(southmere, desk_of_carys):
    master = master_of(southmere, "en")

    refused = desk_of_carys.post(at(master, "change/"), **step(public_note_cy="Rydym wrthi"))

    assert refused.status == 422
    assert "Write the message in English too" in refused.text


@pytest.mark.parametrize("followers", [(), ("en",)])
def test_where_nobody_reads_welsh_nothing_is_asked(southmere, desk_of_carys, followers):
    master = master_of(southmere, *followers)
    page = desk_of_carys.get(at(master))
    assert bool(page.tree.xpath("//*[@name='public_note_cy']")) is bool(followers)

    assert desk_of_carys.post(at(master, "change/"), **step(public_note="Yes")).status == 302


def test_without_a_new_status_followers_are_not_told_and_welsh_is_not_asked(
    southmere, desk_of_carys
):
    master = master_of(southmere, "cy")

    sent = desk_of_carys.post(
        at(master, "change/"), **step(status="unchanged", public_note="Just for you")
    )

    assert sent.status == 302


def test_a_council_of_one_language_says_so(northvale, desk_of_alice):
    master = master_of(northvale, "en")

    page = desk_of_alice.get(at(master))

    assert "Everybody gets it in the language that you write it in." in page.text
    assert page.tree.xpath("//*[@name='public_note_cy']") == []
