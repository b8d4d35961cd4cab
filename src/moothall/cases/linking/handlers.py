"""What happens to followers when something happens to their master."""

from moothall.cases.events import CaseFollows, CaseStatusChanged
from moothall.cases.linking.models import CaseLink, LinkKind
from moothall.cases.linking.tasks import follow


def on_case_follows_bring_up(event: CaseFollows) -> None:
    """Bring a case to where its new master is."""
    follow.defer(council_id=event.council_id, link_id=str(event.link_id))


def move_followers(event: CaseStatusChanged) -> None:
    """
    Leave each follower to a job of its own: one that fails holds up nobody else.

    It is a part of what is done about every change of status, and not a listener of its own: few
    cases have followers, and each listener costs every change a job.
    """
    links = CaseLink.objects.filter(
        council_id=event.council_id, other_id=event.case_id, kind=LinkKind.FOLLOWS, ended_at=None
    )
    follow.defer_many(
        {"council_id": event.council_id, "link_id": str(link_id)}
        for link_id in links.order_by("linked_at", "id").values_list("pk", flat=True)
    )
