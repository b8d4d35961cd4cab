"""Who may do what with deliveries and systems."""

from moothall.kernel.actors import Actor


def can_replay_delivery(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may send a hand-over again."""
    return actor.may("delivery.replay", council_id)


def can_see_deliveries(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may see where cases were handed over and what was answered."""
    return actor.may("case.view", council_id)


def can_change_systems(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may set up systems and issue keys."""
    return actor.may("settings.edit", council_id)
