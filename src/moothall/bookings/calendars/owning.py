"""By which names a council's file may say that a resource is an employee."""

from moothall.kernel.actors import Actor, ActorKind
from moothall.people.models import StaffUser


def names_of(actor: Actor) -> frozenset[str]:
    """Return what stands for an employee: their identifier and e-mail address; one query."""
    if actor.kind is not ActorKind.STAFF or not actor.identifier.isdecimal():
        return frozenset({actor.identifier} - {""})
    found = StaffUser.objects.filter(pk=int(actor.identifier)).values_list("email", flat=True)
    return frozenset({actor.identifier, *found})
