"""A person takes up what a partner filled in: once, seen, changeable, and marked in the case."""

from datetime import timedelta

import pytest

from moothall.cases.queries import case_detail
from moothall.eforms.actions import forget_prefills, offer_prefill, start_prefilled_draft
from moothall.eforms.errors import PrefillGone
from moothall.eforms.handing_over import document_of
from moothall.eforms.models import Draft, Prefill, Submission
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import Actor, ActorKind, anonymous_resident
from moothall.kernel.errors import NotPermitted
from moothall.kernel.scope import acting_for

HERE = {"host": "northvale.test"}


def form(**more):
    return document(
        page(
            "about",
            question("who", "name", name="person.name"),
            question("card", "text", name="local.card"),
            question("colour"),
            title={"en": "About you", "cy": "Amdanoch chi"},
        ),
        outcome={
            "service_type": "general-enquiry",
            "summary": "A trial",
            "details": ["who", "card", "colour"],
        },
        prefill={"token": ["who", "card"]},
        **more,
    )


def partner(council):
    return Actor(
        kind=ActorKind.PARTNER, identifier="library", name="The library",
        permissions={council.id: frozenset({"form.prefill"})},
    )  # fmt: skip


@pytest.fixture
def token(northvale, now):
    publish(northvale, form(), now)
    with acting_for(northvale.id):
        return offer_prefill(
            actor=partner(northvale), council_id=northvale.id, form="trial",
            answers={"person.name": "Siân Llewelyn", "card": "L-77"},
            keep_for=timedelta(hours=1), now=clock.now(),
        ).token  # fmt: skip


def begin(client, token):
    return client.post("/forms/trial/", {"prefill": token}, headers=HERE)


def the_page(client, begun):
    return client.get(begun["Location"], headers=HERE, follow=True)


def test_the_first_page_says_who_filled_in_what_and_shows_no_answer(client, token):
    answer = client.get("/forms/trial/", {"prefill": token}, headers=HERE)

    text = answer.content.decode()
    assert "The library has filled in these answers" in text
    assert "What is card?" in text
    assert "L-77" not in text
    assert answer["Cache-Control"] == "no-store"


def test_looking_uses_nothing_up(client, token, northvale):
    client.get("/forms/trial/", {"prefill": token}, headers=HERE)

    with acting_for(northvale.id):
        assert Prefill.objects.get().used_at is None


def test_what_is_confirmed_is_shown_and_not_asked(client, token):
    text = the_page(client, begin(client, token)).content.decode()

    assert "Siân Llewelyn" in text
    assert "Filled in by The library" in text
    assert 'name="card"' not in text
    assert 'name="colour"' in text


def test_what_a_browser_sends_for_a_confirmed_answer_is_ignored(client, token, northvale):
    shown = the_page(client, begin(client, token))
    url = shown.redirect_chain[-1][0]
    client.post(url, {"who": "Mallory", "card": "FORGED", "colour": "red"}, headers=HERE)
    client.post(f"{url.rsplit('/', 2)[0]}/check/", headers=HERE)

    with acting_for(northvale.id):
        submission = Submission.objects.get()
        assert submission.answers == {"who": "Siân Llewelyn", "card": "L-77", "colour": "red"}
        assert submission.confirmed == {"who": "The library", "card": "The library"}
        given = {one["key"]: one for one in document_of(submission)["answers"]}
        assert given["card"]["confirmed_by"] == "The library"
        assert "confirmed_by" not in given["colour"]
        details = case_detail(submission.case_id, now=clock.now()).details
        assert [one.confirmed_by for one in details] == ["The library", "The library", ""]
        assert not any(one.is_unconfirmed for one in details)


def test_an_answer_may_be_changed_and_is_unconfirmed_then(client, token, northvale):
    shown = the_page(client, begin(client, token))
    url = shown.redirect_chain[-1][0]
    again = client.post(
        url, {"action": "retype-card", "colour": "half typed"}, headers=HERE, follow=True
    ).content.decode()
    assert 'value="L-77"' in again, "theirs stands in it"
    assert "half typed" in again, "what was typed beside is kept"
    client.post(url, {"card": "L-78", "colour": "red"}, headers=HERE)
    client.post(f"{url.rsplit('/', 2)[0]}/check/", headers=HERE)

    with acting_for(northvale.id):
        submission = Submission.objects.get()
        assert submission.answers["card"] == "L-78"
        assert submission.confirmed == {"who": "The library", "card": None}
        details = {one.key: one for one in case_detail(submission.case_id, now=clock.now()).details}
        assert details["local.card"].is_unconfirmed


def test_without_a_partner_what_might_be_confirmed_is_marked(client, northvale, now):
    publish(northvale, form(), now)
    url = the_page(client, client.post("/forms/trial/", headers=HERE)).redirect_chain[-1][0]
    client.post(url, {"who": "A", "card": "B", "colour": "C"}, headers=HERE)
    client.post(f"{url.rsplit('/', 2)[0]}/check/", headers=HERE)

    with acting_for(northvale.id):
        assert Submission.objects.get().confirmed == {"who": None, "card": None}


def test_a_second_click_leads_to_the_same_draft_and_later_none_does(
    client, token, northvale, monkeypatch
):
    first = begin(client, token)
    assert begin(client, token)["Location"] == first["Location"]
    with acting_for(northvale.id):
        assert Draft.objects.count() == 1
        assert Prefill.objects.get().answers == {}, "nothing is kept twice"
        Prefill.objects.update(used_at=clock.now() - timedelta(minutes=2))

    answer = client.post("/forms/trial/", {"prefill": token}, headers=HERE, follow=True)
    assert "have been used already" in answer.content.decode()
    with acting_for(northvale.id):
        assert Draft.objects.count() == 1


def test_what_nobody_came_for_is_gone_and_forgotten(client, token, northvale):
    later = clock.now() + timedelta(hours=2)
    with acting_for(northvale.id):
        with pytest.raises(PrefillGone):
            start_prefilled_draft(
                actor=anonymous_resident(), council_id=northvale.id, form="trial", token=token,
                language="en", now=later,
            )  # fmt: skip
        assert forget_prefills(now=later) == 1
    text = client.get("/forms/trial/", {"prefill": token}, headers=HERE).content.decode()
    assert "You can still use this form" in text


def test_a_token_opens_no_other_form_and_no_other_council(client, token, northvale, southmere, now):
    publish(northvale, form(slug="other"), now)
    publish(southmere, form(), now)

    for path, host in (("/forms/other/", "northvale.test"), ("/forms/trial/", "southmere.test")):
        answer = client.post(path, {"prefill": token}, headers={"host": host}, follow=True)
        assert "You can still use this form" in answer.content.decode()
    with acting_for(northvale.id):
        assert Prefill.objects.get().used_at is None


def test_what_a_newer_version_does_not_take_is_left_to_the_person(client, token, northvale, now):
    changed = form()
    changed["pages"][0]["questions"][1]["settings"] = {"longest": 2}
    publish(northvale, changed, now)

    text = the_page(client, begin(client, token)).content.decode()
    assert "Siân Llewelyn" in text
    assert 'name="card"' in text


@pytest.mark.parametrize("kind", [ActorKind.RESIDENT, ActorKind.STAFF, ActorKind.PARTNER])
def test_only_programs_with_leave_may_fill_in(northvale, now, kind):
    publish(northvale, form(), now)
    with acting_for(northvale.id), pytest.raises(NotPermitted):
        offer_prefill(
            actor=Actor(kind=kind, identifier="x", name="x"), council_id=northvale.id,
            form="trial", answers={"card": "x"}, keep_for=timedelta(hours=1), now=now,
        )  # fmt: skip
