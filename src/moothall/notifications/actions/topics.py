"""What a council writes about: the topics of its file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.notifications.models import Topic


@transaction.atomic
def replace_topics(*, actor: Actor, council_id: int, topics: Sequence[Mapping[str, Any]]) -> None:
    """
    Take over a council's topics in this order; one that is no longer named is offered no more.

    :raises NotPermitted: if the actor may not change the council's settings
    """
    require(actor.may("settings.edit", council_id))
    for position, given in enumerate(topics):
        values = dict(given)
        key, is_necessary = values.pop("key"), values.pop("necessary", False)
        Topic.objects.update_or_create(
            council_id=council_id,
            key=key,
            defaults={
                "name_cy": "",
                "summary": "",
                "summary_cy": "",
                "wording": "",
                "wording_cy": "",
                **values,
                "is_necessary": is_necessary,
                "position": position,
                "is_offered": True,
            },
        )
    gone = Topic.objects.filter(council_id=council_id)
    gone.exclude(key__in=[given["key"] for given in topics]).update(is_offered=False)
