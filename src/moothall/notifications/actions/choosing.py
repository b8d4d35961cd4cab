"""What a council chooses about its messages: who takes them out."""

from collections.abc import Mapping

from django.db import transaction

from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.notifications.models import CarrierChoice, Channel
from moothall.notifications.ports import carriers


@transaction.atomic
def choose_carrier(
    *,
    actor: Actor,
    council_id: int,
    channel: Channel,
    carrier: str,
    options: Mapping[str, object],
    secret_name: str = "",
) -> CarrierChoice:
    """
    Let a council's messages of one channel go by this carrier from now on.

    :raises LookupError: if there is no such carrier
    :raises ValueError: if it does not serve the channel or cannot read the options
    """
    require(actor.may("settings.edit", council_id))
    chosen = carriers.get(carrier)
    if channel.value not in chosen.channels:
        raise ValueError(f"{chosen.label} takes no messages of the channel {channel.value}")
    chosen.options.read(options)
    choice, _ = CarrierChoice.objects.update_or_create(
        council_id=council_id,
        channel=channel.value,
        defaults={"carrier": carrier, "options": dict(options), "secret_name": secret_name},
    )
    return choice
