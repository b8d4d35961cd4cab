"""Writing to those who keep a council's books."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from moothall.kernel.actors import Actor
from moothall.notifications.actions import send_message
from moothall.payments.books_settings import OFFICE, setting


def tell_finance(
    *,
    actor: Actor,
    council_id: int,
    template: str,
    context: Mapping[str, str],
    dedupe_key: str,
    about: tuple[str, UUID],
    now: datetime,
) -> None:
    """Send an email to the finance office, once under this key; nothing where none is named."""
    office = setting(council_id, OFFICE)
    if office is None:
        return
    about_type, about_id = about
    send_message(
        actor=actor,
        council_id=council_id,
        template=template,
        channel="email",
        to=office["email"],
        language="en",
        context=dict(context),
        dedupe_key=dedupe_key,
        about_type=about_type,
        about_id=about_id,
        now=now,
    )
