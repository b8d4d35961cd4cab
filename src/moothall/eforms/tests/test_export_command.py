"""Exports by command, as for batches by night."""

import csv
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from moothall.eforms.data_out import exports
from moothall.eforms.tests.factories import publish
from moothall.eforms.tests.test_data_out import FORM, hand_in
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(northvale, clock_stands):
    """One form handed in yesterday, one today."""
    publish(northvale, FORM, clock_stands - timedelta(days=2))
    return [hand_in(northvale, clock_stands - timedelta(days=days)).reference for days in (1, 0)]


def run(*arguments):
    call_command("export_submissions", "northvale", "trial", *map(str, arguments))


def references(file):
    rows = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    return [row["submission.reference"] for row in rows]


def test_yesterday_goes_into_a_folder_under_the_usual_name(handed_in, northvale, tmp_path, capsys):
    run("--out", tmp_path)

    (file,) = tmp_path.iterdir()
    assert file.name == "trial-2026-11-17-to-2026-11-17.csv"
    assert references(file) == handed_in[:1]
    assert file.stat().st_mode & 0o077 == 0
    assert capsys.readouterr().out == f"1 submissions are in {file}.\n"
    with acting_for(northvale.id):
        entry = AuditEntry.objects.get(verb="submissions.exported")
    assert (entry.actor_kind, entry.actor_identifier) == ("system", "export_submissions")
    assert (entry.detail["count"], entry.detail["sensitive"]) == (1, False)


def test_the_days_the_format_and_sensitive_answers_can_be_named(handed_in, tmp_path):
    file = tmp_path / "out.jsonl"

    run("--from", "2026-11-17", "--to", "2026-11-18", "--format", "jsonl", "--sensitive",
        "--version-number", 1, "--out", file)  # fmt: skip

    lines = file.read_text(encoding="utf-8").split("\n")
    assert len(lines) == 3
    assert '"key": "phone"' in lines[0]


def test_a_batch_without_submissions_is_a_file_with_its_columns(handed_in, tmp_path):
    file = tmp_path / "out.csv"

    run("--from", "2026-01-01", "--out", file)

    assert references(file) == []
    assert file.read_bytes().count(b"\r\n") == 1


def test_a_file_is_there_whole_or_as_it_was(handed_in, tmp_path, monkeypatch):
    file = tmp_path / "out.csv"
    file.write_text("before", encoding="utf-8")

    def breaks(*arguments, **more):
        raise OSError("The disk is full.")

    monkeypatch.setattr(exports, "cells_of", breaks)

    with pytest.raises(CommandError, match="The disk is full"):
        run("--out", file)

    assert file.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere", "trial"), "There is no council 'nowhere'"),
        (("northvale", "other"), "This council has no form 'other'"),
        (("northvale", "trial", "--version-number", "7"), "There is no version 7"),
        (("northvale", "trial", "--from", "2026-11-02", "--to", "2026-11-01"),
         "The last day must not be before the first day."),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(handed_in, tmp_path, arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("export_submissions", *arguments, "--out", str(tmp_path / "out.csv"))

    assert list(tmp_path.iterdir()) == []
