"""How one person is reached with something that they must be told."""

from dataclasses import dataclass
from uuid import UUID

from moothall.councils.rows import CouncilRow
from moothall.notifications.channels import Channel
from moothall.notifications.queries import can_reach_by
from moothall.notifications.subscriptions import OWN_REQUESTS, channels_in_order
from moothall.people import protection
from moothall.people.needs import Needs
from moothall.people.queries import contact_points_of, person_detail, residence_of
from moothall.people.rows import ContactPointRow
from moothall.places.queries import address


@dataclass(frozen=True)
class Way:
    """A channel and the address or number in it."""

    channel: str
    to: str


def way_to_reach(
    council_id: int,
    person_id: UUID,
    *,
    topic: str = OWN_REQUESTS,
    points: list[ContactPointRow] | None = None,
) -> Way | None:
    """
    Return how a person is told something necessary: as they prefer, or as we can; or not at all.

    Not everybody leaves an address. A preference never silences what somebody must be told: where
    the preferred channel does not reach them, the next one does. Whoever has read all ways to
    reach the person hands them over as `points`.
    """
    points = contact_points_of(person_id) if points is None else points
    for channel in channels_in_order(person_id, topic):
        if to := way_by(council_id, person_id, channel, points):
            return Way(channel.value, to)
    return None


def language_for(council: CouncilRow, needs: Needs, language: str) -> str:
    """Return the language to write in: the reader's own choice, else the given one, if spoken."""
    wanted = needs.language or language
    return wanted if wanted in council.languages else council.languages[0]


def way_by(
    council_id: int, person_id: UUID, channel: Channel, points: list[ContactPointRow]
) -> str:
    """Return the address or number at which a channel reaches a person, or nothing."""
    if channel is Channel.POST:
        return _postal(person_id, points)
    if channel is Channel.TEXT:
        phone = _oldest(points, "phone")
        return phone if phone and can_reach_by(council_id, channel) else ""
    return _oldest(points, "email")


def _postal(person_id: UUID, points: list[ContactPointRow]) -> str:
    """Return the name and address for an envelope: where they say they live, else what we have."""
    with protection.opened(person_id):  # the letter goes to themselves
        residence = residence_of(person_id)
    found = address(residence.uprn) if residence else None
    line = found.line.replace(", ", "\n") if found else _newest(points, "post")
    return f"{person_detail(person_id).name}\n{line}" if line else ""


def _oldest(points: list[ContactPointRow], kind: str) -> str:
    return next((point.value for point in points if point.kind == kind), "")


def _newest(points: list[ContactPointRow], kind: str) -> str:
    return _oldest(points[::-1], kind)
