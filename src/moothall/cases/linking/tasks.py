"""Entry points for the workers."""

from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.tasks import task


@task(name="cases.follow", queue="events")
def follow(*, council_id: int, link_id: str) -> None:
    """Do to one follower what has happened to its master."""
    from moothall.cases.linking.following import follow_up  # noqa: PLC0415 - actions defer us

    follow_up(link_id=UUID(link_id), now=clock.now())
