"""Who may see files."""

from moothall.documents.models import StoredFile
from moothall.kernel.actors import Actor


def can_see_file(actor: Actor, stored: StoredFile) -> bool:
    """Tell whether the actor may see a file: whoever may see its council's cases."""
    return actor.may("case.view", stored.council_id)
