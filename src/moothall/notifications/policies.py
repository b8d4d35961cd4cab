"""Who may have messages sent."""

from moothall.kernel.actors import Actor


def can_send_message(actor: Actor, council_id: int) -> bool:
    """Let the platform and those staff write to people who also speak with them."""
    return actor.may("interaction.log", council_id)


def can_keep_office_addresses(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may say where a council's work is read."""
    return actor.may("settings.edit", council_id)
