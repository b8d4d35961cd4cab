"""What a list of cases is narrowed to, as an address says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from moothall.cases.channels import Channel
from moothall.cases.queries import CaseFilters
from moothall.cases.rows import StatusCount
from moothall.cases.workflow import OPEN, Status
from moothall.councils.queries import service_types, teams
from moothall.surfaces.workspace.acting import Acting

_LONGEST_TEXT = 200
#: What the list shows when nobody asked for anything.
USUAL = "open"
EVERYTHING = "all"

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Queue:
    """One of the queues above the list, with how many wait in it."""

    name: str
    words: str
    count: StatusCount
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """
    The filters of a list as they were asked for; what makes no sense was left out.

    Nothing said means the open cases, but all of them where a text is looked for: whoever calls
    about a case that is done should find it. So it is where the resident did something.
    """

    status: str = ""
    team: str = ""
    service: str = ""
    channel: str = ""
    overdue: bool = False
    news: bool = False
    text: str = ""

    @property
    def filters(self) -> CaseFilters:
        """Return the same as the list of cases understands it."""
        status = self.status or ("" if self.text or self.news else USUAL)
        return CaseFilters(
            status="" if status == EVERYTHING else status,
            team_id=UUID(self.team) if self.team else None,
            service=self.service,
            channel=self.channel,
            overdue=self.overdue,
            has_news=self.news,
            text=self.text,
        )

    @property
    def query(self) -> dict[str, str]:
        """Return the same as an address says it."""
        said = {
            "status": self.status,
            "team": self.team,
            "service": self.service,
            "channel": self.channel,
            "overdue": "yes" if self.overdue else "",
            "news": "yes" if self.news else "",
            "q": self.text,
        }
        return {key: value for key, value in said.items() if value}


def asked_for(query: Mapping[str, str], here: Acting) -> Narrowing:
    """Return what an address asks for, as far as the councils it acts for have such a thing."""

    def known(name: str, choices: Choices) -> str:
        return (
            query.get(name, "") if query.get(name) in {value for value, _words in choices} else ""
        )

    return Narrowing(
        status=known("status", status_choices()),
        team=known("team", team_choices(here)),
        service=known("service", service_choices(here)),
        channel=known("channel", channel_choices()),
        overdue=query.get("overdue") == "yes",
        news=query.get("news") == "yes",
        text=query.get("q", "").strip()[:_LONGEST_TEXT].replace("\0", ""),
    )


def queues(here: Acting, asked: Narrowing, counts: Mapping[str, StatusCount]) -> list[Queue]:
    """Return the queues, each a link to the list narrowed to it and to the team asked for."""
    open_counts = [counts[status.value] for status in Status if status in OPEN]
    all_open = StatusCount(
        count=sum(one.count for one in open_counts), is_more=any(one.is_more for one in open_counts)
    )
    team = {"team": asked.team} if asked.team else {}

    def queue(name: str, words: str, count: StatusCount, **query: str) -> Queue:
        current = asked == Narrowing(
            status=query.get("status", ""),
            team=asked.team,
            overdue="overdue" in query,
            news="news" in query,
        )
        href = here.address("workspace:home", **team, **query)
        return Queue(name, words, count, href, current)

    return [
        queue("open", _("Open"), all_open),
        queue("overdue", _("Overdue"), counts["overdue"], overdue="yes"),
        queue("news", _("The resident did something"), counts["has_news"], news="yes"),
        *(
            queue(status.value, str(status.label), counts[status.value], status=status.value)
            for status in Status
            if status in OPEN
        ),
    ]


def status_choices() -> Choices:
    """Return what can be chosen as a status, the usual first."""
    return [
        ("", _("Open")),
        *((status.value, str(status.label)) for status in Status),
        ("closed", _("Any that is closed")),
        (EVERYTHING, _("Open and closed")),
    ]


def team_choices(here: Acting) -> Choices:
    """Return the teams of the councils, each with its council where there are several."""
    return [
        (str(team.id), team.name if here.only else f"{council.short_name}: {team.name}")
        for council in here.chosen
        for team in teams(council.id)
    ]


def service_choices(here: Acting) -> Choices:
    """Return the services of the councils by name, each once however many councils have it."""
    found: dict[str, str] = {}
    for council in here.chosen:
        for service in service_types(council.id):
            found.setdefault(service.slug, service.name)
    return sorted(found.items(), key=lambda pair: pair[1])


def channel_choices() -> Choices:
    """Return the ways in which a case can have come."""
    return [(channel.value, str(channel.label)) for channel in Channel]
