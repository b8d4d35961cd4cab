"""What must hold after every fault: accepted once, delivered once, told once."""

from collections import Counter

from tests.installation import Installation, wait_until


def assert_all_is_well(
    running: Installation, references: list[str], *, patience: float = 90
) -> None:
    """Wait until every report is delivered and told, then look for anything lost or doubled."""
    wanted = set(references)
    assert len(wanted) == len(references), "two reports were given the same reference"
    wait_until(lambda: delivered(running) >= len(wanted), what="Every delivery", patience=patience)
    wait_until(lambda: set(told(running)) >= wanted, what="Every message", patience=patience)
    cases = cases_in(running)
    assert Counter(cases) == Counter(wanted), "a report is missing, or is there twice"
    jobs = running.simulators["backoffice"].get("/_jobs.json").json()
    assert jobs["count"] == len(wanted), "the back office has lost or doubled a job"
    heard = told(running)
    assert heard == Counter(wanted), f"not told, or told twice: {heard}"


def cases_in(running: Installation) -> list[str]:
    """Return the references of all cases."""
    with running.connect() as database:
        return [row[0] for row in database.execute("SELECT reference FROM cases_case").fetchall()]


def delivered(running: Installation) -> int:
    """Return how many deliveries have come to their end."""
    return running.count("SELECT count(*) FROM connectors_delivery WHERE state = 'delivered'")


def told(running: Installation) -> Counter:
    """
    Return how often each reference was acknowledged by e-mail, as a mailbox shows it.

    A worker that dies between handing a mail over and hearing so hands it over again, by the same
    Message-ID (SMTP has no way to ask): mailboxes that know a copy show it once.
    """
    mails = running.simulators["mailbox"].get("/_messages.json").json()["messages"]
    return Counter(
        subject.rsplit(" ", 1)[-1]
        for _message_id, subject in {(mail["message_id"], mail["subject"]) for mail in mails}
        if "received your" in subject
    )
