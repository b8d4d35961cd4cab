"""What workers do about accounts: mail, which no page waits for, and keys."""

from datetime import datetime

from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task
from moothall.people.actions import grants
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


@periodic(cron="25 2 * * *", name="people.expire_grants")
def expire_grants() -> None:
    """Write down which grants have run out; they are useless from their moment on anyway."""
    with crossing_councils():
        while grants.expire_grants(now=clock.now()):
            continue
