"""Exports: their columns, rows and documents, piece by piece and in a council's scope."""

import copy
import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from moothall.eforms import actions
from moothall.eforms.data_out import exports
from moothall.eforms.data_out.columns import ABOUT, cell_of, columns_of, labels_of
from moothall.eforms.data_out.exports import Layout, Wanted
from moothall.eforms.models import Draft, Submission
from moothall.eforms.tests.factories import (
    definition,
    document,
    options,
    page,
    publish,
    question,
    text,
)
from moothall.eforms.tests.test_submitting import answered, submit
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound
from moothall.kernel.ids import new_id
from moothall.kernel.scope import acting_for, councils_in_force

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
SCHEMA = Path(__file__).parents[4] / "docs" / "eforms" / "submission.schema.json"
FORM = document(
    page("problem", question("problem", "radios", options=options("pothole", "litter"))),
    page("depth", question("depth", "number", required=False, settings={"unit": text("cm")}),
         show_when={"==": [{"var": "problem"}, "pothole"]}),
    page("who", question("name", "name"), question("phone", "phone", wipe_after_days=30),
         title=text("You")),
)  # fmt: skip
TYPED = {
    "problem": {"problem": ["pothole"]},
    "depth": {"depth": ["12"]},
    "who": {"name": ["=HYPERLINK()"], "phone": ["+44 1632 960001"]},
}
VEHICLES = page(
    "vehicles",
    question("kind", "radios", options=options("car", "van")),
    question("keeper", "name", wipe_after_days=30),
    kind="repeat", title=text("Your vehicles"),
    repeat={"one": text("vehicle"), "summary": text("{kind}"), "most": 2},
)  # fmt: skip


def wanted(now, **more):
    day = now.astimezone(LONDON).date()
    return Wanted(**{"form": "trial", "since": day, "until": day, "layout": Layout.CSV, **more})


def export(council, now, **more):
    with acting_for(council.id):
        return actions.export_submissions(
            actor=system("tests"), council_id=council.id, wanted=wanted(now, **more), now=now
        )


def rows_of(one):
    lines = io.StringIO(b"".join(one.pieces).decode("utf-8-sig"), newline="")
    return list(csv.DictReader(lines, strict=True))


def documents_of(one):
    return [json.loads(line) for line in b"".join(one.pieces).decode().split("\n")[:-1]]


def hand_in(council, now, typed=None):
    secret = answered(council, now, answers=typed or TYPED)
    with acting_for(council.id):
        return submit(council, secret, now)


def multiply(submission, number):
    """Put more submissions of the same answers beside one, a second apart, as scenery."""
    drafts, copies = [], []
    for place in range(number):
        draft, one = copy.copy(submission.draft), copy.copy(submission)
        draft.pk, one.pk = new_id(), new_id()
        draft.secret_digest, one.draft_id = draft.pk.bytes, draft.pk
        one.reference = f"NOR-{place}"
        one.accepted_at = submission.accepted_at + timedelta(seconds=place // 3)
        drafts.append(draft)
        copies.append(one)
    Draft.objects.bulk_create(drafts)
    Submission.objects.bulk_create(copies)


def test_a_row_says_what_was_answered(northvale, now):
    publish(northvale, FORM, now)
    submission = hand_in(northvale, now)

    one = export(northvale, now)

    assert one.name == "trial-2026-11-18-to-2026-11-18.csv"
    assert one.count == 1
    assert rows_of(one) == [
        {
            "submission.reference": submission.reference,
            "submission.handed-in-at": "2026-11-18T11:00:00+00:00",
            "submission.version": "1",
            "submission.language": "en",
            "submission.channel": "web",
            "problem": "Pothole",
            "depth": "12",
            "name": "'=HYPERLINK()",
        }
    ]


def test_the_file_begins_with_its_mark_and_ends_its_lines_as_rfc_4180_says(northvale, now):
    publish(northvale, FORM, now)

    content = b"".join(export(northvale, now).pieces)

    assert content.startswith(b'\xef\xbb\xbf"submission.reference","submission.handed-in-at"')
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == 1


def test_hidden_answers_and_wiped_ones_are_empty(northvale, now):
    publish(northvale, FORM, now)
    hand_in(northvale, now, {"problem": {"problem": ["litter"]}, "who": TYPED["who"]})
    with acting_for(northvale.id):
        submission = Submission.objects.get()
        del submission.answers["phone"]  # as wiping does
        submission.save(update_fields=["answers"])

    (row,) = rows_of(export(northvale, now, with_sensitive=True))

    assert (row["problem"], row["depth"], row["phone"]) == ("Litter", "", "")


def test_sensitive_answers_come_only_when_they_are_wanted(northvale, now):
    publish(northvale, FORM, now)
    hand_in(northvale, now)

    (row,) = rows_of(export(northvale, now))
    (told,) = rows_of(export(northvale, now, with_sensitive=True))
    (kept,) = documents_of(export(northvale, now, layout=Layout.JSON_LINES))
    (given,) = documents_of(export(northvale, now, layout=Layout.JSON_LINES, with_sensitive=True))

    assert "phone" not in row
    assert told["phone"] == "'+44 1632 960001"
    assert [one["key"] for one in kept["answers"]] == ["problem", "depth", "name"]
    assert [one["key"] for one in given["answers"]] == ["problem", "depth", "name", "phone"]


def test_every_line_is_a_document_that_the_schema_knows(northvale, now):
    publish(northvale, FORM, now)
    submission = hand_in(northvale, now)
    with acting_for(northvale.id):
        multiply(submission, 7)
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

    one = export(northvale, now, layout=Layout.JSON_LINES, with_sensitive=True)
    lines = documents_of(one)

    assert one.name == "trial-2026-11-18-to-2026-11-18.jsonl"
    assert len(lines) == one.count == 8
    for line in lines:
        validator.validate(line)


def test_days_are_the_councils_and_both_count(northvale, now):
    publish(northvale, FORM, now)
    submission = hand_in(northvale, now)
    moments = [
        datetime(2026, 7, 1, 0, 0, tzinfo=LONDON) - timedelta(microseconds=1),
        datetime(2026, 7, 1, 0, 0, tzinfo=LONDON),
        datetime(2026, 7, 2, 23, 59, 59, 999999, tzinfo=LONDON),
        datetime(2026, 7, 3, 0, 0, tzinfo=LONDON),
    ]
    with acting_for(northvale.id):
        multiply(submission, len(moments))
        made = Submission.objects.exclude(pk=submission.pk).order_by("reference")
        for one, moment in zip(made, moments, strict=True):
            Submission.objects.filter(pk=one.pk).update(accepted_at=moment)

    rows = rows_of(export(northvale, now, since=date(2026, 7, 1), until=date(2026, 7, 2)))

    assert [row["submission.reference"] for row in rows] == ["NOR-1", "NOR-2"]
    assert rows[0]["submission.handed-in-at"] == "2026-07-01T00:00:00+01:00"


def test_columns_of_all_versions_are_joined_the_newest_first(northvale, now):
    publish(northvale, FORM, now)
    hand_in(northvale, now)
    newer = document(
        page("urgent", question("urgent", "yes_no")),
        page("problem", question("problem", "radios", options=options("pothole", "litter"))),
    )
    publish(northvale, newer, now)
    later = now + timedelta(minutes=1)
    hand_in(northvale, later, {"urgent": {"urgent": ["yes"]}, "problem": {"problem": ["litter"]}})

    both = rows_of(export(northvale, now))
    old = rows_of(export(northvale, now, versions=frozenset({1})))

    assert list(both[0]) == [*ABOUT, "urgent", "problem", "depth", "name"]
    assert [(one["submission.version"], one["urgent"], one["depth"]) for one in both] == [
        ("1", "", "12"), ("2", "Yes", ""),
    ]  # fmt: skip
    assert [list(one) for one in old] == [[*ABOUT, "problem", "depth", "name"]]
    with pytest.raises(NotFound):
        export(northvale, now, versions=frozenset({3}))


def test_several_things_are_counted_and_stand_in_numbered_columns_at_the_end():
    older = definition(page("colour", question("colour")), VEHICLES)
    wider = copy.deepcopy(VEHICLES)
    wider["repeat"]["most"] = 3
    newer = definition(wider, page("colour", question("colour")))
    answers = {"vehicles": [{"kind": "car", "keeper": "Ann"}, {"kind": "van", "keeper": "Bo"}]}

    columns = columns_of([older], [newer, older], with_sensitive=False)
    told = columns_of([older], [older], with_sensitive=True)
    cells = exports.cells_of(older, answers, with_sensitive=False)

    assert columns == (
        "colour", "vehicles", "vehicles.1.kind", "vehicles.2.kind", "vehicles.3.kind",
    )  # fmt: skip
    assert told[2:4] == ("vehicles.1.kind", "vehicles.1.keeper")
    assert [cells.get(one, "") for one in columns] == ["", "2", "Car", "Van", ""]
    assert "Ann" not in cells.values()


def test_columns_are_explained_in_the_words_of_the_newest_version():
    older = definition(page("colour", question("colour")), page("shade", question("shade")))
    newer = definition(page("colour", question("colour", label=text("Colour?"))), VEHICLES)

    assert labels_of([newer, older], "en") == {
        "colour": "Colour?", "vehicles": "Your vehicles", "vehicles.1.kind": "What is kind?",
        "vehicles.1.keeper": "What is keeper?", "shade": "What is shade?",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "more", "answer", "cell"),
    [
        ("date", {}, "2026-11-18", "2026-11-18"),
        ("time", {}, "14:30", "14:30"),
        ("number", {"settings": {"unit": text("cm")}}, 12.5, "12.5"),
        ("money", {}, 123450, "1234.50"),
        ("yes_no", {}, False, "No"),
        ("checkboxes", {"options": options("red", "blue")}, ["red", "blue"], "Red; Blue"),
        ("calculated", {"calculate": 1, "settings": {"as": "money"}}, 250, "2.50"),
        (
            "upload",
            {},
            [{"id": "1", "name": "a.jpg"}, {"id": "2", "name": "b.jpg"}],
            "a.jpg; b.jpg",
        ),
        ("text", {}, None, ""),
    ],
)
def test_a_cell_holds_what_a_spreadsheet_can_use(kind, more, answer, cell):
    asked = definition(page("it", question("it", kind, **more))).questions["it"]

    assert cell_of(asked, answer) == cell


@pytest.mark.slow
def test_a_thousand_are_written_in_pieces_with_three_statements_each(northvale, now):
    publish(northvale, FORM, now)
    submission = hand_in(northvale, now)
    with acting_for(northvale.id):
        multiply(submission, 1_000)

    with CaptureQueriesContext(connection) as prepared:
        one = export(northvale, now)
    with CaptureQueriesContext(connection) as written:
        pieces = list(one.pieces)

    assert one.count == 1_001
    assert len(prepared) <= 12
    assert len(pieces) == 4
    assert len([asked for asked in written if "eforms_submission" in asked["sql"]]) == 3
    assert len(written) == 9
    rows = list(csv.DictReader(io.StringIO(b"".join(pieces).decode("utf-8-sig"), newline="")))
    assert {row["submission.reference"] for row in rows} == {
        submission.reference, *(f"NOR-{place}" for place in range(1_000)),
    }  # fmt: skip
    times = [row["submission.handed-in-at"] for row in rows]
    assert times == sorted(times)
    assert len(rows) == 1_001


def test_json_lines_take_as_few(northvale, now):
    publish(northvale, FORM, now)
    submission = hand_in(northvale, now)
    with acting_for(northvale.id):
        multiply(submission, 30)
    one = export(northvale, now, layout=Layout.JSON_LINES)

    with CaptureQueriesContext(connection) as written:
        assert len(documents_of(one)) == 31

    assert len([asked for asked in written if "eforms_submission" in asked["sql"]]) == 1
    assert len(written) <= 4  # the scope, the rows, the scope, and at times the council again


def test_who_else_signed_has_columns_where_a_form_asks_for_it(northvale, now):
    signed = {"name": "=Ben", "email": "ben@resident.example", "at": "2026-07-01T11:00:00+00:00"}
    needs = {"signature": {"name": "other", "email": "mail", "statement": text("I agree."),
                           "when": {"==": [{"var": "problem"}, "litter"]}}}  # fmt: skip
    who = page(
        "who", question("email", "email", name="person.email"), question("other", "name"),
        question("mail", "email"), title=text("You"),
    )  # fmt: skip
    publish(northvale, document(*FORM["pages"][:2], who, needs=needs), now)
    people = {"email": ["ann@resident.example"], "other": ["Ben"], "mail": [signed["email"]]}
    submission = hand_in(northvale, now, {**TYPED, "who": people})
    (before,) = rows_of(export(northvale, now))
    with acting_for(northvale.id):
        Submission.objects.filter(pk=submission.pk).update(signature=signed)

    (after,) = rows_of(export(northvale, now))

    assert (before["submission.signed-by"], before["submission.signed-at"]) == ("", "")
    assert after["submission.signed-by"] == "'=Ben, ben@resident.example"
    assert after["submission.signed-at"] == "2026-07-01T12:00:00+01:00"


def test_no_council_is_in_force_between_two_pieces(northvale, southmere, now, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    publish(northvale, FORM, now)
    submission = hand_in(northvale, now)
    with acting_for(northvale.id):
        multiply(submission, 4)
    one = export(northvale, now)

    seen = 0
    for piece in one.pieces:
        assert councils_in_force() == ()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('moothall.council_ids', true)")
            assert not cursor.fetchone()[0]
        with acting_for(southmere.id):
            assert Submission.objects.count() == 0
        seen += piece.count(b"NOR")

    assert seen == 5


def test_another_councils_submissions_are_in_no_export(northvale, southmere, now):
    publish(northvale, FORM, now)
    publish(southmere, FORM, now)
    hand_in(northvale, now)

    assert rows_of(export(southmere, now)) == []
    with acting_for(southmere.id), pytest.raises(NotFound):
        exports.export_of(northvale, wanted(now))
