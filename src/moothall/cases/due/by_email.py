"""Telling a case's team by email, as long as nothing nearer to each employee is there."""

from datetime import datetime
from typing import ClassVar

from django.urls import reverse
from django.utils import formats

from moothall.cases.due.models import Told
from moothall.cases.models import Case
from moothall.cases.ports import StaffNews
from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.notifications.actions import send_message
from moothall.notifications.channels import Channel
from moothall.people.needs import NO_NEEDS

_ACTOR = system("cases.due")
#: Not about the case itself: its page lists what its resident was told.
ABOUT_PROMISE = "cases.promise"


class TeamsByEmail:
    """Writes to the address of the team, about which case and never about whom."""

    key: ClassVar[str] = "cases.teams-by-email"

    def tell(self, news: StaffNews, now: datetime, /) -> None:
        """Queue one email to the team, if the team is meant."""
        if Told.TEAM not in news.to:
            return
        case = Case.objects.select_related("service_type", "team").get(pk=news.case_id)
        council = council_by_id(news.council_id)
        link = reverse("workspace:case", args=[case.reference])
        due = case.next_due_at
        send_message(
            actor=_ACTOR,
            council_id=news.council_id,
            template="cases.case-due",
            channel=Channel.EMAIL.value,
            to=case.team.email,
            language=council.languages[0],
            context={
                "what": news.words,
                "reference": str(case.reference),
                "service": case.service_type.name,
                "due": formats.date_format(due, "j F Y") if due else "",
                "link": f"{council.url}{link}",
            },
            dedupe_key=news.key,
            about_type=ABOUT_PROMISE,
            about_id=case.pk,
            now=now,
            needs=NO_NEEDS,
        )
