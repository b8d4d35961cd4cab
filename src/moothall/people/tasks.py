"""What workers do about staff accounts: mail, which no page waits for."""

from datetime import datetime

from moothall.kernel.tasks import task
from moothall.people.sign_in import mail


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
