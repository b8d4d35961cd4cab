"""What workers do about accounts: mail, which no page waits for, user lists and what is due."""

from datetime import datetime
from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.tasks import periodic, task
from moothall.people.sign_in import mail, resident_mail


@task(name="people.send_password_reset", queue="deliveries", attempts=8)
def send_password_reset(*, council_id: int, user_id: int) -> None:
    """Send a link to choose a new password."""
    mail.send_password_reset(council_id=council_id, user_id=user_id)


@task(name="people.send_security_notice", queue="deliveries", attempts=8)
def send_security_notice(*, council_id: int, user_id: int, change: str, at: str) -> None:
    """Tell somebody that their password or second factor was changed."""
    mail.send_security_notice(
        council_id=council_id, user_id=user_id, change=change, at=datetime.fromisoformat(at)
    )


@task(name="people.send_sign_in_mail", queue="deliveries", attempts=6)
def send_sign_in_mail(
    *, mail: str, email: str, language: str, from_council: int | None, values: dict[str, str]
) -> None:
    """Send a resident a code or a notice about how they sign in."""
    resident_mail.send(
        name=mail, email=email, language=language, from_council=from_council, values=values
    )


@task(name="people.send_resident_password_reset", queue="deliveries", attempts=6)
def send_resident_password_reset(*, user_id: int, email: str, from_council: int | None) -> None:
    """Send a resident a link to choose a new password."""
    resident_mail.send_password_reset(user_id=user_id, email=email, from_council=from_council)


@periodic(cron="*/10 * * * *", name="people.carry_out_recoveries")
def carry_out_due_recoveries() -> None:
    """Take second factors off the accounts whose wait is over."""
    from moothall.people.actions import carry_out_recoveries  # noqa: PLC0415 - actions defer us

    carry_out_recoveries(now=clock.now())


@task(name="people.read_user_list", attempts=6)
def read_user_list(*, council_id: int, user_list_id: str) -> None:
    """Check a user list of an older site and bring it in, a batch at a time."""
    from moothall.people.actions import bring_in_user_list  # noqa: PLC0415 - actions defer us

    bring_in_user_list(user_list_id=UUID(user_list_id), now=clock.now())
