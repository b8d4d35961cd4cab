"""Who may see files."""

from uuid import UUID

from moothall.documents.models import StoredFile
from moothall.kernel.actors import Actor
from moothall.people import scopes


def can_see_file(actor: Actor, stored: StoredFile) -> bool:
    """Tell whether the actor may see a file: whoever may see its council's cases."""
    return actor.may("case.view", stored.council_id)


def can_see_own_files(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Let signed-in residents have their files, and who acts for them with this part of it."""
    return actor.may_for(person_id, scopes.DOCUMENTS, council_id)
