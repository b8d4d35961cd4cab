import pytest
from django.test import Client

from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions, rights_queries
from moothall.people.consents import ConsentPurpose, consent_purposes
from moothall.people.models import Consent

NEWS = ConsentPurpose(
    key="news", title="News", wordings={1: "Old words", 2: "We may send you news"}
)


@pytest.fixture
def news(monkeypatch):
    monkeypatch.setattr(consent_purposes, "_parts", {"news": NEWS})


def give(person, now, *, actor=None, version=2):
    return actions.give_consent(
        actor=actor or kit.actor_of_resident_person(person),
        person_id=person.pk,
        purpose="news",
        wording_version=version,
        how="account",
        now=now,
    )


def take_back(person, now, *, actor=None):
    return actions.withdraw_consent(
        actor=actor or kit.actor_of_resident_person(person),
        person_id=person.pk,
        purpose="news",
        how="account",
        now=now,
    )


def test_a_consent_is_given_once_and_taken_back_and_both_are_kept(in_northvale, rhian, news, now):
    first = give(rhian, now)
    again = give(rhian, now)
    assert rights_queries.has_consent(rhian.pk, "news")

    take_back(rhian, now)
    take_back(rhian, now)
    later = give(rhian, now)

    assert again.pk == first.pk
    assert later.pk != first.pk
    rows = Consent.objects.order_by("id").values_list("wording_version", "withdrawn_at")
    assert list(rows) == [(2, now), (2, None)]
    verbs = AuditEntry.objects.filter(subject_type="people.consent").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "consent.given",
        "consent.withdrawn",
        "consent.given",
    ]


def test_older_words_are_not_agreed_to_and_newer_words_ask_anew(in_northvale, rhian, news, now):
    Consent.objects.create(
        council_id=in_northvale.id,
        person=rhian,
        purpose="news",
        wording_version=1,
        given_at=now,
        given_how="phone",
    )

    with pytest.raises(Conflict):
        give(rhian, now, version=1)

    assert not rights_queries.has_consent(rhian.pk, "news")
    [question] = rights_queries.questions_of_consent(rights_queries.consents_of(rhian.pk))
    assert (question.version, question.is_given) == (2, False)
    give(rhian, now)
    assert [row.withdrawn_how for row in rights_queries.consents_of(rhian.pk)] == ["", "replaced"]


def test_nobody_agrees_for_somebody_else_but_staff_who_were_told(
    in_northvale, southmere, rhian, tomos, alice, carys, news, now
):
    for stranger in (kit.actor_of_resident_person(tomos), kit.as_delegate(tomos, rhian)):
        with pytest.raises(NotPermitted):
            give(rhian, now, actor=stranger)
        with pytest.raises(NotPermitted):
            take_back(rhian, now, actor=stranger)
    with acting_for(southmere.id), pytest.raises(NotFound):
        give(rhian, now, actor=kit.actor_of(carys))
    assert Consent.objects.count() == 0

    give(rhian, now, actor=kit.actor_of(alice))

    assert Consent.objects.count() == 1


def test_the_page_asks_shows_and_takes_back(northvale, rhian, tomos, news):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian)

    asked = client.get("/account/your-data/consents/").content.decode()
    given = client.post("/account/your-data/consents/news/", {"answer": "yes", "version": "2"})
    stale = client.post("/account/your-data/consents/news/", {"answer": "yes", "version": "1"})
    wrong = client.post("/account/your-data/consents/nothing/", {"answer": "yes", "version": "1"})
    shown = client.get("/account/your-data/consents/").content.decode()
    withdrawn = client.post("/account/your-data/consents/news/", {"answer": "no"})

    assert "We may send you news" in asked
    assert given["Location"] == "/account/your-data/consents/?said=saved"
    assert stale["Location"] == "/account/your-data/consents/?said=words-changed"
    assert wrong["Location"] == "/account/your-data/consents/?said=no-purpose"
    assert "You agreed on" in shown
    assert withdrawn["Location"] == "/account/your-data/consents/?said=saved"
    with acting_for(northvale.id):
        assert [row.withdrawn_at is None for row in Consent.objects.all()] == [False]


def test_the_history_costs_one_query_however_long(
    in_northvale, rhian, news, now, django_assert_num_queries
):
    for _ in range(3):
        give(rhian, now)
        take_back(rhian, now)

    with django_assert_num_queries(1):
        assert len(rights_queries.consents_of(rhian.pk)) == 3
