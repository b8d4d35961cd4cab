"""What the schedule does for forms."""

from moothall.eforms import actions
from moothall.eforms.actions.tallying import forget_tallies
from moothall.kernel import clock
from moothall.kernel.scope import councils_in_force, crossing_councils
from moothall.kernel.tasks import periodic, task


@periodic(cron="20 3 * * *", name="eforms.clear_drafts")
def clear_drafts() -> None:
    """Delete drafts and files that nobody came back to, and the answers of those handed in."""
    with crossing_councils():
        actions.empty_submitted_drafts(now=clock.now())
        actions.forget_trials(now=clock.now())
        actions.forget_prefills(now=clock.now())
        actions.forget_read_forms(now=clock.now())
        forget_tallies(today=clock.now().date())
        while actions.let_go_of_unpaid(now=clock.now()):
            continue
        while actions.delete_expired_drafts(now=clock.now()):
            continue


@periodic(cron="50 3 * * *", name="eforms.wipe_sensitive_answers")
def wipe_sensitive_answers() -> None:
    """Wipe, at night, answers whose time is over."""
    with crossing_councils():
        actions.wipe_sensitive_answers(now=clock.now())


@periodic(cron="30 7 * * *", name="eforms.settle_signatures")
def settle_signatures() -> None:
    """Stop waiting for signers who are too late and remind the others, before the day begins."""
    with crossing_councils():
        while actions.settle_overdue(now=clock.now()):
            continue
        actions.remind_signers(now=clock.now())


@task(name="eforms.review_submissions")
def review_submissions(*, council_id: int) -> None:
    """Look, a batch at a time, which of a council's submissions are to be removed."""
    while actions.review_submissions(now=clock.now()):
        continue


@periodic(cron="20 4 * * *", name="eforms.review_every_council")
def review_every_council() -> None:
    """Leave a look at each council's submissions to the workers, unless one still waits."""
    with crossing_councils():
        councils = councils_in_force()
    for council_id in councils:
        review_submissions.defer_unless_waiting(
            {"council_id": council_id}, key=f"eforms.review:{council_id}"
        )


@periodic(cron="40 8 * * *", name="eforms.remind_of_drafts")
def remind_of_drafts() -> None:
    """Remind of drafts that are soon forgotten, in the morning."""
    with crossing_councils():
        actions.remind_of_drafts(now=clock.now())
