"""A council's own words: drafted, published, restored; for whom and from when they count."""

from pathlib import Path

import pytest
from django.apps import apps

from moothall.councils.queries import council_by_id
from moothall.kernel import short_memory
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.notifications import actions, worded
from moothall.notifications.channels import Channel
from moothall.notifications.gap_words import words_of_gap
from moothall.notifications.kinds import kinds
from moothall.notifications.models import MessageTemplate, WordingVersion
from moothall.notifications.tests.kit import ask_for
from moothall.notifications.tests.test_reaching import TO_OFFICES, every_message
from moothall.notifications.text_length import length_of
from moothall.notifications.wording import (
    Wording,
    WordingMistake,
    gaps_known,
    standard_wording,
    wording_for,
)
from moothall.notifications.wording_check import mistakes_in, needed_gaps
from moothall.notifications.wording_versions import NOTHING_YET

KEY = "cases.received"
OFFICE = system("tests")
OURS = Wording("Got it: ((reference))", "Look: ((track_url))\nYour reference: ((reference))")
#: Not for residents: for the office, for staff, or to try things.
NOT_FOR_RESIDENTS = {"bookings.day-lists", "notifications.trial"}


def draft(council, now, *, seen=NOTHING_YET, channel=Channel.EMAIL, key=KEY, **words):
    return actions.draft_words(
        actor=OFFICE, council_id=council.id, key=key, channel=channel, words=words, seen=seen,
        now=now,
    )  # fmt: skip


def publish(council, now, *, seen="0.1", channel=Channel.EMAIL, key=KEY):
    published = actions.publish_words(
        actor=OFFICE, council_id=council.id, key=key, channel=channel, seen=seen, now=now
    )
    short_memory.forget_all()
    return published


def received(council, now, number=1, **changed):
    context = dict.fromkeys(gaps_known(KEY), "x")
    return ask_for(
        council, now, template=KEY, context=context, dedupe_key=f"case:{number}", **changed
    )


def test_every_message_to_residents_is_described_and_no_other():
    told = set(every_message()) - TO_OFFICES - NOT_FOR_RESIDENTS | {"parking.text-answer"}

    assert {kind.key for kind in kinds} == told


@pytest.mark.parametrize("key", sorted(kind.key for kind in kinds))
def test_every_gap_has_words_and_every_need_is_met_by_ours_in_both_languages(key):
    assert all(words_of_gap(name).meaning for name in gaps_known(key))
    for channel in kinds.get(key).channels:
        known = wording_for_language(key, channel, "en")
        needed = needed_gaps(key, channel, "en")
        assert needed <= known.gaps
        if not kinds.get(key).lock:
            assert mistakes_in(key, channel, "en", known) == []
            assert mistakes_in(key, channel, "cy", wording_for_language(key, channel, "cy")) == []


def wording_for_language(key, channel, language):
    found = standard_wording(key, channel, language)
    return Wording("" if channel is Channel.TEXT else found.subject, found.body.strip())


def test_a_draft_is_sent_to_nobody_before_it_is_published(in_northvale, now):
    draft(in_northvale, now, en=OURS)
    short_memory.forget_all()
    before = received(in_northvale, now, 1)
    publish(in_northvale, now)
    after = received(in_northvale, now, 2)

    before.refresh_from_db()
    assert before.subject == "We have received your request: x"
    assert after.subject == "Got it: x"
    assert [(one.verb, one.detail["number"]) for one in AuditEntry.objects.order_by("pk")] == [
        ("wording.drafted", None), ("wording.published", 1),
    ]  # fmt: skip


def test_a_message_in_flight_keeps_the_words_it_was_asked_for_with(in_northvale, now, queue, fake):
    actions.choose_carrier(
        actor=OFFICE, council_id=in_northvale.id, channel=Channel.EMAIL, carrier="fake", options={}
    )
    message = received(in_northvale, now)
    draft(in_northvale, now, en=OURS)
    publish(in_northvale, now)
    queue.run_all()

    message.refresh_from_db()
    assert message.state == "sent"
    assert [one.subject for one in fake.taken.values()] == ["We have received your request: x"]


def test_the_other_council_neither_sees_nor_uses_them(northvale, southmere, now):
    with acting_for(northvale.id):
        draft(northvale, now, en=OURS)
        publish(northvale, now)
        draft(northvale, now, seen="1.0", en=OURS)
    with acting_for(southmere.id):
        assert received(southmere, now).subject.startswith("We have received")
        assert WordingVersion.objects.count() == 0
        row = worded.words_in(southmere, KEY, "email")
        assert (row.versions, row.draft, row.token) == ((), None, NOTHING_YET)
        groups = worded.kinds_in_groups(southmere.id)
        assert not any(one.own or one.drafted for _group, rows in groups for one in rows)
        with pytest.raises(NotFound):
            publish(southmere, now, seen=NOTHING_YET)


def test_the_list_costs_two_queries(in_northvale, now, django_assert_num_queries):
    draft(in_northvale, now, en=OURS)
    with django_assert_num_queries(2):
        groups = worded.kinds_in_groups(in_northvale.id)

    assert [one.key for _group, rows in groups for one in rows if one.drafted] == [KEY]


def test_who_may_not_set_up_changes_nothing(in_northvale, now):
    agent = Actor(kind=ActorKind.STAFF, permissions={in_northvale.id: frozenset({"case.edit"})})
    with pytest.raises(NotPermitted):
        actions.draft_words(
            actor=agent, council_id=in_northvale.id, key=KEY, channel=Channel.EMAIL,
            words={"en": OURS}, seen=NOTHING_YET, now=now,
        )  # fmt: skip
    draft(in_northvale, now, en=OURS)
    for action, more in (
        (actions.publish_words, {}), (actions.discard_words, {}),
        (actions.restore_words, {"number": 0}),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            action(
                actor=agent, council_id=in_northvale.id, key=KEY, channel=Channel.EMAIL,
                seen="0.1", now=now, **more,
            )  # fmt: skip
    assert [one.number for one in WordingVersion.objects.all()] == [None]
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    ("subject", "body", "part", "says"),
    [
        ("", OURS.body, "subject", "Write a subject"),
        ("x", "((track_url)) ((password)) ((reference))", "body", "does not know ((password))"),
        ("((pin))", OURS.body, "subject", "does not know ((pin))"),
        ("x", "((reference))", "body", "Put in ((track_url))"),
        ("x", OURS.body + " ((link)", "body", "Look at “((link)”"),
        ("x", OURS.body + " {{ settings }}", "body", "Look at “{{ settings }}”"),
        ("x", OURS.body + " {% include 'x' %}", "body", "round brackets"),
        ("x", "", "body", "Write the words"),
        ("x" * 201, OURS.body, "subject", "at most 200"),
    ],
)
def test_words_that_cannot_work_are_refused_beside_their_part(
    in_northvale, now, subject, body, part, says
):
    wording = Wording(subject, body)
    found = mistakes_in(KEY, Channel.EMAIL, "en", wording)

    assert any(one.part == part and says in one.text for one in found), found
    with pytest.raises(WordingMistake):
        draft(in_northvale, now, en=wording)
    assert not WordingVersion.objects.exists()


def test_words_that_are_fixed_cannot_be_written_and_old_ones_do_not_count(in_northvale, now):
    key = "payments.debit-set-up"
    with pytest.raises(WordingMistake, match="Direct Debit scheme"):
        draft(in_northvale, now, key=key, en=OURS)
    MessageTemplate.objects.create(
        council_id=in_northvale.id, key=key, channel="email", language="en", subject="S", body="B"
    )
    assert wording_for(in_northvale.id, key, Channel.EMAIL, "en").subject != "S"


def test_missing_welsh_falls_back_to_our_welsh_never_to_own_english(southmere, now):
    with acting_for(southmere.id):
        draft(southmere, now, en=OURS)
        publish(southmere, now)
        welsh = received(southmere, now, 1, language="cy")
        row = worded.words_in(southmere, KEY, "email")
        looks = [
            worded.look_of(southmere, KEY, Channel.EMAIL, one, row.in_force[one])
            for one in southmere.languages
        ]

    assert welsh.subject == "Rydym wedi derbyn eich cais: x"
    assert [(one.language, one.is_own) for one in looks] == [("en", True), ("cy", False)]


def test_a_language_that_a_council_does_not_write_is_refused(in_northvale, now):
    assert council_by_id(in_northvale.id).languages == ("en",)
    with pytest.raises(WordingMistake):
        draft(in_northvale, now, cy=OURS)


def test_our_own_words_typed_again_are_not_the_councils(in_northvale, now):
    ours = wording_for_language(KEY, Channel.EMAIL, "en")
    kept = draft(in_northvale, now, en=Wording(ours.subject, f"{ours.body}\n"))

    assert kept.words == {}


def test_versions_are_kept_restored_and_given_up(in_northvale, now):
    second = Wording("Second ((reference))", OURS.body)
    draft(in_northvale, now, en=OURS)
    publish(in_northvale, now)
    draft(in_northvale, now, seen="1.0", en=second)
    publish(in_northvale, now, seen="1.1")
    restored = actions.restore_words(
        actor=OFFICE, council_id=in_northvale.id, key=KEY, channel=Channel.EMAIL, number=1,
        seen="2.0", now=now,
    )  # fmt: skip
    assert restored.words["en"]["subject"] == OURS.subject
    assert received(in_northvale, now, 1).subject == "Second x"
    publish(in_northvale, now, seen="2.1")
    assert received(in_northvale, now, 2).subject == "Got it: x"
    actions.restore_words(
        actor=OFFICE, council_id=in_northvale.id, key=KEY, channel=Channel.EMAIL, number=0,
        seen="3.0", now=now,
    )  # fmt: skip
    publish(in_northvale, now, seen="3.1")

    assert received(in_northvale, now, 3).subject.startswith("We have received")
    row = worded.words_in(in_northvale, KEY, "email")
    assert [(one.number, one.languages) for one in row.versions] == [
        (4, ()), (3, ("en",)), (2, ("en",)), (1, ("en",)),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        actions.restore_words(
            actor=OFFICE, council_id=in_northvale.id, key=KEY, channel=Channel.EMAIL, number=9,
            seen="4.0", now=now,
        )  # fmt: skip


def test_whoever_was_overtaken_changes_nothing(in_northvale, now):
    draft(in_northvale, now, en=OURS)
    with pytest.raises(Conflict):
        draft(in_northvale, now, en=Wording("Mine ((reference))", OURS.body))
    publish(in_northvale, now)
    with pytest.raises(Conflict):
        publish(in_northvale, now)

    assert WordingVersion.objects.get().words["en"]["subject"] == OURS.subject


def test_what_a_file_worded_before_is_the_first_version(in_northvale, now):
    MessageTemplate.objects.create(
        council_id=in_northvale.id, key=KEY, channel="email", language="en",
        subject="File ((reference))", body=OURS.body,
    )  # fmt: skip
    draft(in_northvale, now, en=OURS)
    published = publish(in_northvale, now)

    assert published.number == 2
    assert WordingVersion.objects.get(number=1).words["en"]["subject"] == "File ((reference))"


def test_own_words_with_a_gap_that_is_known_no_more_give_way_to_ours(in_northvale, now):
    MessageTemplate.objects.create(
        council_id=in_northvale.id, key=KEY, channel="email", language="en", subject="((gone))",
        body="x",
    )  # fmt: skip
    assert received(in_northvale, now).subject == "We have received your request: x"


def test_a_preview_shows_examples_and_letters_that_make_texts_dearer(southmere):
    with acting_for(southmere.id):
        look = worded.look_of(
            southmere, KEY, Channel.TEXT, "cy", Wording("", "Tŷ ((reference)) ((track_url))")
        )

    assert look.body == "Tŷ ABC-4F7-K2Q https://www.example.gov.uk/a/7Kq2Xw"
    assert (look.length.wide, look.length.parts, look.subject) == (("ŷ",), 1, "")


@pytest.mark.parametrize(
    ("text", "places", "parts"),
    [("x" * 160, 160, 1), ("x" * 161, 161, 2), ("€" * 81, 162, 2), ("ŵ" * 70, 70, 1),
     ("ŵ" * 71, 71, 2), ("x" * 307, 307, 3), ("", 0, 1)],
)  # fmt: skip
def test_texts_are_counted_as_they_are_sent(text, places, parts):
    length = length_of(text)

    assert (length.places, length.parts) == (places, parts)


def test_no_message_of_an_app_lies_outside_its_folder():
    for kind in kinds:
        app, _, name = kind.key.partition(".")
        folder = Path(apps.get_app_config(app).path, "templates", app, "messages")
        assert list(folder.glob(f"{name}.en*.txt"))
