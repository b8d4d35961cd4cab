"""Makes the scheduled work of this app's packages known to the queue, which looks in here."""

from moothall.cases.mail.tasks import fetch_all, forget_old
from moothall.cases.presence.tasks import forget_absent

__all__ = ["fetch_all", "forget_absent", "forget_old"]
