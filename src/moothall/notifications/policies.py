"""Who may have messages sent."""

from moothall.kernel.actors import Actor
from moothall.people import scopes
from moothall.people.models import Person
from moothall.people.policies import can_edit_person

SEND_NEWS = "news.send"
WORD = "settings.edit"


def can_send_message(actor: Actor, council_id: int) -> bool:
    """Let the platform and those staff write to people who also speak with them."""
    return actor.may("interaction.log", council_id)


def can_send_news(actor: Actor, council_id: int) -> bool:
    """Let staff write to everybody who subscribed to a topic."""
    return actor.may(SEND_NEWS, council_id)


def can_keep_office_addresses(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may say where a council's work is read."""
    return actor.may("settings.edit", council_id)


def can_word_messages(actor: Actor, council_id: int) -> bool:
    """Tell whether the actor may give a council its own words for messages."""
    return actor.may(WORD, council_id)


def can_choose_topics(actor: Actor, person: Person) -> bool:
    """Let staff, the person and whoever they let choose what the person hears of."""
    return can_edit_person(actor, person.council_id) or actor.may_for(
        person.pk, scopes.PREFERENCES, person.council_id
    )
