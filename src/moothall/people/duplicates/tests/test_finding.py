"""How well likely duplicates are found, counted exactly on a set with known truth."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.db import connection

from moothall.kernel import clock
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.kernel.tests.kit import actor_of
from moothall.people import actions as people
from moothall.people.duplicates import actions, queries
from moothall.people.duplicates.names import sound, sounds_like
from moothall.people.duplicates.scoring import (
    OFFER,
    STRONG,
    Described,
    Evidence,
    score,
)
from moothall.people.duplicates.tests.truth import records
from moothall.people.models import ContactPoint, LikelyPair, Person, Residence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siân Rhys", "Shan Rees"),
        ("Gruffydd Llewelyn", "Griffith Lewelyn"),
        ("Dafydd Evans", "David Evans"),
        ("Bob Price", "Mr Robert Price"),
        ("Price, Robert", "Robert Price"),
        ("Catherine Phillips", "Kathryn Philips"),
        ("Hywel ap Owen", "Howel Owen"),
    ],
)
def test_names_that_sound_alike_share_a_key(one, other):
    assert sounds_like(one) == sounds_like(other)


def test_names_that_do_not_sound_alike_do_not():
    assert sound("price") != sound("jones")
    assert sounds_like("") == ""
    assert sounds_like("Madonna") == sound("madonna")


def points(one, other, **facts):
    return score(Described(name=one, **facts), Described(name=other, **facts)).points


def test_twins_and_father_and_son_are_not_taken_for_one():
    home = {"phones": ["+441632960001"], "uprn": 1}
    born = {"born_on": date(2001, 2, 3)}
    father = Described(name="Rhys Price", born_on=date(1960, 1, 1), **home)
    son = Described(name="Rhys Price", born_on=date(1990, 5, 6), **home)

    assert points("Ffion Price", "Carys Price", **home, **born) < OFFER
    assert score(father, son).points < OFFER
    assert Evidence.OTHER_BIRTHDAY in score(father, son).evidence


def test_what_agrees_and_what_does_not_is_told():
    one = Described(name="Bob Price", born_on=date(1980, 3, 4), emails=["b@example.org"])
    other = Described(name="Robert Price", born_on=date(1980, 4, 3), emails=["b@example.org"])

    found = score(one, other)

    assert set(found.evidence) == {
        Evidence.SHORT_NAME, Evidence.NEAR_BIRTHDAY, Evidence.SAME_EMAIL,
    }  # fmt: skip
    assert found.points == 13
    assert queries.said(found.evidence) == (
        "A short form of the same name", "Nearly the same date of birth", "Same email address",
    )  # fmt: skip


@pytest.fixture(scope="module")
def measured():
    """Every pair of the set that shares a key, scored; and those who are truly one person."""
    known = records()
    blocks, of_person = defaultdict(set), defaultdict(list)
    for one in known:
        of_person[one.person].append(one.id)
        for key in (sounds_like(one.name), one.born_on, one.email, one.phone, one.uprn):
            if key:
                blocks[type(key), key].add(one.id)
    facts = {
        one.id: Described(
            name=one.name, born_on=one.born_on, uprn=one.uprn,
            emails=[one.email] if one.email else [], phones=[one.phone] if one.phone else [],
        )
        for one in known
    }  # fmt: skip
    truth = {tuple(sorted(two)) for ids in of_person.values() for two in combinations(ids, 2)}
    pairs = {tuple(sorted(two)) for ids in blocks.values() for two in combinations(ids, 2)}
    return truth, {pair: score(facts[pair[0]], facts[pair[1]]).points for pair in pairs}


@pytest.mark.slow
def test_precision_and_recall_at_both_thresholds(measured):
    truth, scored = measured
    offered = {pair for pair, found in scored.items() if found >= OFFER}
    strong = {pair for pair, found in scored.items() if found >= STRONG}

    assert len(truth) == 944
    assert len(truth & scored.keys()) == 933
    assert (len(offered), len(offered & truth)) == (930, 826)  # precision 0.89, recall 0.88
    assert (len(strong), len(strong & truth)) == (675, 635)  # precision 0.94, recall 0.67


def record(council, name, *, email="", phone=""):
    return people.record_person(
        actor=anonymous_resident(), council_id=council.id, name=name, email=email, phone=phone,
        now=clock.now(),
    )  # fmt: skip


@pytest.fixture
def robert(in_northvale):
    return record(in_northvale, "Robert Price", email="rob@example.org", phone="01632 960111")


def found_for(council, **typed):
    return [
        (one.person.name, one.is_strong)
        for one in queries.likely_same(council.id, queries.described(**typed))
    ]


def test_somebody_is_found_by_a_short_name_and_one_contact_point(robert, in_northvale):
    record(in_northvale, "Jane Jones", phone="01632 960999")

    assert found_for(in_northvale, name="Bob Price", phone="01632 960111") == [
        ("Robert Price", False)
    ]
    assert found_for(
        in_northvale, name="Robert Price", phone="01632 960111", email="rob@example.org"
    ) == [("Robert Price", True)]


@pytest.mark.parametrize("point", [{"phone": "01632 960111"}, {"email": "rob@example.org"}])
def test_the_whole_name_and_one_contact_point_are_very_likely_one(robert, in_northvale, point):
    assert found_for(in_northvale, name="Robert Price", **point) == [("Robert Price", True)]
    assert found_for(in_northvale, name="Bob Price", **point) == [("Robert Price", False)]


def test_another_birthday_speaks_against_it():
    father = Described(name="Robert Price", born_on=date(1950, 2, 1), phones=["+441632960111"])
    son = Described(name="Robert Price", born_on=date(1981, 7, 9), phones=["+441632960111"])
    nobody_knows = Described(name="Robert Price", phones=["+441632960111"])

    assert not score(father, son).is_strong_for_a_writer
    assert score(father, nobody_knows).is_strong_for_a_writer
    assert not score(father, nobody_knows).is_strong  # the list of each night waits for more


def test_a_name_alone_offers_its_namesakes_and_nobody_else(robert, in_northvale):
    record(in_northvale, "Owen Price")

    assert found_for(in_northvale, name="Rob Price") == [("Robert Price", False)]
    assert found_for(in_northvale, name="Zachary Quill") == []


def test_nobody_of_another_council_is_found(robert, southmere):
    with acting_for(southmere.id):
        assert found_for(southmere, name="Robert Price", phone="01632 960111") == []


def test_a_hidden_number_or_address_finds_nobody(robert, in_northvale):
    Residence.objects.create(
        council_id=in_northvale.id, person=robert, uprn=7, given_by="staff", created_at=clock.now()
    )
    typed = queries.described(name="Rob Prise", phone="01632 960111", uprn=7)
    assert len(queries.likely_same(in_northvale.id, typed)) == 1

    Person.objects.update(is_protected=True, hides_phone=True)

    assert queries.likely_same(in_northvale.id, typed) == []
    alone = queries.likely_same(in_northvale.id, queries.described(name="Robert Price"))
    assert [one.reasons for one in alone] == [("Same name",)]


def test_it_costs_six_queries_whoever_is_there(robert, in_northvale, django_assert_num_queries):
    for number in range(5):
        record(in_northvale, "Robert Price", phone=f"01632 96020{number}")
    typed = queries.described(name="Robert Price", phone="01632 960111")

    with django_assert_num_queries(6):
        queries.likely_same(in_northvale.id, typed)


@pytest.mark.slow
def test_the_candidates_come_from_indexes(in_northvale):
    """A plan is read, no clock: of some thousand people only index ranges are looked at."""
    now = clock.now()
    persons = [
        Person(
            council_id=in_northvale.id, name=f"N{n}", normalised_name=f"n{n}", created_at=now,
            sounds_like=f"a{n % 997}", born_on=date(1950, 1, 1) + timedelta(days=n),
        )
        for n in range(4000)
    ]  # fmt: skip
    Person.objects.bulk_create(persons)
    ContactPoint.objects.bulk_create(
        ContactPoint(
            council_id=in_northvale.id, person=one, kind=kind, value=str(n), normalised=f"{n}",
            found_by_name=str(n), given_by="staff", created_at=now,
        )
        for n, one in enumerate(persons)
        for kind in ("email", "phone")
    )  # fmt: skip
    Residence.objects.bulk_create(
        Residence(council_id=in_northvale.id, person=one, uprn=n, given_by="staff", created_at=now)
        for n, one in enumerate(persons)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")  # only the owner may gather statistics
        cursor.execute("ANALYZE people_person, people_contactpoint, people_residence")
        cursor.execute("SET ROLE moothall_app")
        cursor.execute(
            "EXPLAIN " + queries._CANDIDATES,
            {"council": in_northvale.id, "sound": "a5", "name": "a", "born": date(1960, 1, 1),
             "emails": ["1"], "phones": ["2"], "uprn": 3, "most": 300},
        )  # fmt: skip
        plan = "\n".join(row[0] for row in cursor.fetchall())

    for index in ("person_by_sound", "person_by_birthday", "contact_point_finds_one",
                  "residence_at_address"):  # fmt: skip
        assert index in plan
    assert "Seq Scan" not in plan


def find_all(council):
    after = actions.NOBODY
    while after is not None:
        after = actions.find_pairs(council_id=council.id, after=after, limit=2, now=clock.now())


def test_at_night_likely_pairs_are_listed_surest_first(robert, in_northvale):
    record(in_northvale, "Bob Price", phone="01632 960111")
    record(in_northvale, "Bob Pryce", email="rob@example.org", phone="01632 960111")
    record(in_northvale, "Jane Jones", phone="01632 960111")

    find_all(in_northvale)
    find_all(in_northvale)

    pairs = queries.open_pairs(in_northvale.id)
    assert [(one.first.name, one.second.name) for one in pairs] == [
        ("Robert Price", "Bob Pryce"), ("Robert Price", "Bob Price"), ("Bob Price", "Bob Pryce"),
    ]  # fmt: skip
    assert queries.open_pair_count(in_northvale.id) == 3
    assert len(queries.open_pairs(in_northvale.id, after="1")) == 2


def test_what_staff_decided_is_not_listed_again(robert, in_northvale, alice, bob):
    record(in_northvale, "Bob Price", phone="01632 960111")
    find_all(in_northvale)
    [pair] = queries.open_pairs(in_northvale.id)

    with pytest.raises(NotPermitted):
        actions.keep_apart(actor=actor_of(bob), pair_id=pair.id, now=clock.now())
    assert queries.open_pair_count(in_northvale.id) == 1

    actions.keep_apart(actor=actor_of(alice), pair_id=pair.id, now=clock.now())
    find_all(in_northvale)
    assert queries.open_pairs(in_northvale.id) == []
    assert [one.decided_by for one in queries.decided_pairs(in_northvale.id)] == [
        alice.get_full_name()
    ]
    actions.reopen(actor=actor_of(alice), pair_id=pair.id, now=clock.now())
    assert queries.open_pair_count(in_northvale.id) == 1


def test_a_pair_that_is_alike_no_more_goes_from_the_list(robert, in_northvale, alice):
    other = record(in_northvale, "Bob Price", phone="01632 960111")
    find_all(in_northvale)

    people.update_person(
        actor=actor_of(alice), person_id=other.pk, name="Angharad Pickersgill", language="en",
        now=clock.now(),
    )  # fmt: skip
    find_all(in_northvale)

    assert queries.open_pair_count(in_northvale.id) == 0
    assert LikelyPair.objects.get().state == "gone"


def test_another_council_sees_no_pair(robert, in_northvale, southmere, carys):
    record(in_northvale, "Bob Price", phone="01632 960111")
    find_all(in_northvale)
    [pair] = queries.open_pairs(in_northvale.id)

    with acting_for(southmere.id):
        assert queries.open_pairs(in_northvale.id) == []
        assert queries.open_pair_count(in_northvale.id) == 0
        with pytest.raises(NotFound):
            actions.keep_apart(actor=actor_of(carys), pair_id=pair.id, now=clock.now())


def test_sounds_of_older_records_are_filled_in_batches(in_northvale):
    for name in ("Robert Price", "Siân Rhys", "Jane Jones"):
        record(in_northvale, name)
    Person.objects.update(sounds_like=None)

    assert actions.fill_sounds(council_id=in_northvale.id, limit=2) == 2
    assert actions.fill_sounds(council_id=in_northvale.id, limit=2) == 1
    assert actions.fill_sounds(council_id=in_northvale.id, limit=2) == 0
    assert set(Person.objects.values_list("sounds_like", flat=True)) == {
        sounds_like("Robert Price"), sounds_like("Siân Rhys"), sounds_like("Jane Jones"),
    }  # fmt: skip


def test_kit_gives_exactly_the_rights_that_are_named(in_northvale):
    one = kit.actor_with(in_northvale.id, "person.merge")

    assert one.may("person.merge", in_northvale.id)
    assert not one.may("person.view", in_northvale.id)
