"""How `people`, which stands below, has messages sent about somebody's record."""

from typing import ClassVar

from moothall.kernel.actors import system
from moothall.notifications.actions import send_message
from moothall.notifications.queries import can_reach_by
from moothall.people.letters import Letter
from moothall.people.personal_data import PERSON


class CouncilMessages:
    """The messenger that this app is."""

    key: ClassVar[str] = "notifications"

    def can_reach_by(self, council_id: int, channel: str, /) -> bool:
        """Tell whether the council sends messages in this channel."""
        return can_reach_by(council_id, channel)

    def send(self, letter: Letter, /) -> None:
        """Have a message sent."""
        send_message(
            actor=system("people"),
            council_id=letter.council_id,
            template=letter.template,
            channel=letter.channel,
            to=letter.to,
            language=letter.language,
            context=letter.context,
            dedupe_key=letter.dedupe_key,
            about_type=PERSON,
            about_id=letter.about_id,
            now=letter.now,
        )
