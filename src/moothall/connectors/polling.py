"""Asking a system what has happened since we last asked, with overlap."""

import logging
from datetime import timedelta
from uuid import UUID

from moothall.connectors import actions
from moothall.connectors.models import System
from moothall.connectors.ports import TryLater, suppliers
from moothall.kernel import clock
from moothall.kernel.actors import system as system_actor
from moothall.kernel.secrets import SecretMissing

logger = logging.getLogger(__name__)

LISTENER = system_actor("connectors.poll")

#: Clocks differ and systems write late: ask again for what we have asked for.
OVERLAP = timedelta(minutes=15)
FIRST_LOOK = timedelta(days=1)

#: The system's clock may be ahead of ours.
AHEAD = timedelta(minutes=5)

#: No system is asked for more at once (GeoReport v2); what is left is asked for at the next round.
LONGEST_SPAN = timedelta(days=90)


def poll(*, system_id: UUID) -> int:
    """Ask, store, apply; return how many updates were applied. A system out of reach is logged."""
    system = System.objects.get(pk=system_id)
    now = clock.now()
    since = (system.polled_until or now - FIRST_LOOK) - OVERLAP
    until = min(now + AHEAD, since + LONGEST_SPAN)
    try:
        remote = suppliers.get(system.supplier).connect(system.options)
        updates = remote.updates(since, until)
    except (TryLater, LookupError, ValueError, SecretMissing) as error:
        logger.warning("System %s could not be asked for updates: %s", system.slug, error)
        return 0
    actions.store_updates(system_id=system.pk, updates=updates, until=min(now, until), now=now)
    return actions.apply_waiting_updates(actor=LISTENER, system_id=system.pk, now=now)
