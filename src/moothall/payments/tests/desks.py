"""Employees at their desks, for tests of the workspace's pages."""

from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role, StaffUser
from moothall.surfaces.workspace.tests.conftest import Desk


def supervisor(name, council, now):
    """Return a desk at which a supervisor of a council has signed in."""
    user = StaffUser.objects.create_user(f"{name}@{council.slug}.test", name=name.title())
    with acting_for(council.id):
        give_role(
            actor=system("tests"), user=user, role=Role.SUPERVISOR, council_id=council.id,
            partnership_id=None, now=now,
        )  # fmt: skip
    return Desk(council.hostname, user)
