"""How `people`, which stands below, has messages sent about somebody's record."""

from typing import ClassVar

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.notifications.actions import send_message
from moothall.notifications.queries import can_reach_by
from moothall.notifications.reaching import language_for, way_to_reach
from moothall.people.letters import Letter, Notice
from moothall.people.needs import needs_of
from moothall.people.personal_data import PERSON
from moothall.people.queries import person_detail


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

    def tell(self, notice: Notice, /) -> None:
        """Have a person told as they prefer, or as we can."""
        way = way_to_reach(notice.council_id, notice.person_id)
        if way is None:
            return
        needs = needs_of(notice.person_id)
        language = person_detail(notice.person_id).language
        send_message(
            actor=system("people"),
            council_id=notice.council_id,
            template=notice.template,
            channel=way.channel,
            to=way.to,
            language=language_for(council_by_id(notice.council_id), needs, language),
            context=notice.context,
            dedupe_key=notice.dedupe_key,
            about_type=PERSON,
            about_id=notice.person_id,
            person_id=notice.person_id,
            needs=needs,
            now=notice.now,
        )
