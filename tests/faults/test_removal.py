"""The plug pulled at every step of a removal: all of the answers are there, or none."""

import subprocess
import sys

import pytest

from tests.faults.points import REMOVAL_POINTS
from tests.faults.promises import assert_all_is_well
from tests.faults.test_faults import _template as _template  # noqa: PLC0414 - a fixture
from tests.installation import CHECKOUT, installation, wait_until
from tests.resident import Resident

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]
WORDS = "A deep hole in the road"

#: Where what the resident typed stands, and in which column.
PLACES = {
    "eforms_submission": "answers",
    "cases_case": "details",
    "connectors_deliveryattempt": "request",
}
#: All that happened to one case, to be put back in time.
MOMENTS = {
    "cases_case": ("id", "created_at", "updated_at"),
    "cases_timelineentry": ("case_id", "happened_at"),
    "cases_interaction": ("case_id", "happened_at"),
    "notifications_message": ("about_id", "queued_at", "sent_at"),
    "connectors_delivery": ("case_id", "created_at", "delivered_at"),
    "eforms_submission": ("case_id", "accepted_at", "review_at"),
}


@pytest.fixture
def running(_template, tmp_path):
    """An installation whose forms promise to keep answers for a day."""
    with installation(tmp_path) as made:
        with made.connect() as database:
            database.execute("ALTER TABLE eforms_formversion DISABLE TRIGGER USER")
            database.execute(
                "UPDATE eforms_formversion SET document = document || "
                """'{"keeping": {"days": 1}}'::jsonb"""
            )
            database.execute("ALTER TABLE eforms_formversion ENABLE TRIGGER USER")
        made.start("backoffice", "mailbox", "web", "worker")
        yield made


def test_a_removal_is_killed_at_each_step_and_goes_on(running):
    resident = Resident(running)
    references = {point: resident.report() for point in REMOVAL_POINTS}
    assert_all_is_well(running, list(references.values()))
    running.kill("worker")
    assert files_of(running)

    for point, reference in references.items():
        close_long_ago(running, reference)
        look(running)
        running.kill_at("worker", point)
        running.start_mortal("worker")
        running.wait_for_death("worker", lets_go=False)
        running.kill("worker")
        left = [places_with_words(running, one) for one in references.values()]
        assert all(places in (set(), set(PLACES)) for places in left), f"{point}: half is there"
        # The job that died may be that of an earlier one, which was rescued meanwhile; and a
        # worker does two at a time, so that the other may have been committed too as it died.
        is_committed = point == "after-the-removal"
        assert any(not places for places in left) == is_committed, point

    running.start("worker")
    wait_until(
        lambda: (
            running.count("SELECT count(*) FROM eforms_submission WHERE removed_at IS NOT NULL")
            == len(references)
        ),
        what="Every removal",
        patience=150,
    )
    wait_until(lambda: not files_of(running), what="The deletion of the bytes")
    assert not any(places_with_words(running, one) for one in references.values())
    assert running.count(
        "SELECT count(*) FROM kernel_auditentry WHERE verb = 'submission.removed'"
    ) == len(references), "something was removed twice"


def close_long_ago(running, reference):
    """Let all that happened to a case have happened a month ago, and be over."""
    with running.connect() as database:
        (case_id,) = database.execute(
            "SELECT id FROM cases_case WHERE reference = %s", [reference]
        ).fetchone()
        database.execute(
            "UPDATE connectors_deliveryattempt SET started_at = started_at - interval '30 days', "
            "ended_at = ended_at - interval '30 days' WHERE delivery_id IN "
            "(SELECT id FROM connectors_delivery WHERE case_id = %s)",
            [case_id],
        )
        for table, (about, *moments) in MOMENTS.items():
            earlier = ", ".join(f"{one} = {one} - interval '30 days'" for one in moments)
            database.execute(f"UPDATE {table} SET {earlier} WHERE {about} = %s", [case_id])
        database.execute(
            "UPDATE cases_case SET status = 'resolved', closed_at = updated_at, "
            "next_due_at = NULL, paused_at = NULL WHERE id = %s",
            [case_id],
        )


def look(running):
    """Do what the schedule does at night."""
    code = "from moothall.eforms.tasks import review_every_council as look; look()"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=CHECKOUT,
        env={**running.environment, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"},
        check=True,
        capture_output=True,
    )


def places_with_words(running, reference):
    """Return the tables in which what the resident typed still stands."""
    case = f"(SELECT id FROM cases_case WHERE reference = '{reference}')"
    whose = {
        "eforms_submission": f"case_id = {case}",
        "cases_case": f"id = {case}",
        "connectors_deliveryattempt": f"delivery_id IN (SELECT id FROM connectors_delivery "
        f"WHERE case_id = {case})",
    }
    return {
        table
        for table, column in PLACES.items()
        if running.count(
            f"SELECT count(*) FROM {table} WHERE {whose[table]} AND {column}::text LIKE %s",
            f"%{WORDS}%",
        )
    }


def files_of(running):
    """Return the files that lie in the installation's store."""
    return [one for one in (running.folder / "var" / "media").rglob("*") if one.is_file()]
