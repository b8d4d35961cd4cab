"""The page before the first question, and what others have filled in by then."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from moothall.eforms.account_drafts import DraftRow
from moothall.eforms.definition import Definition
from moothall.eforms.fields import field_types
from moothall.eforms.prefilling import to_be_given
from moothall.eforms.queries import offered_answers
from moothall.eforms.views.doors import Door
from moothall.eforms.views.saying import said, said_in_blocks
from moothall.eforms.views.screens import account_href, draw
from moothall.kernel import clock


def start_screen(
    request: HttpRequest,
    door: Door,
    definition: Definition,
    *,
    given: QueryDict,
    begun: Sequence[DraftRow] = (),
) -> HttpResponse:
    """
    Draw the page before the first question; what its address fills in goes along.

    `begun` is what the person has begun of this form already.
    """
    start = definition.start
    return draw(
        request,
        door,
        definition,
        "start",
        introduction=said_in_blocks(door, start.introduction),
        needs=[said(door, need) for need in start.needs],
        after=said_in_blocks(door, start.after),
        given=_filled_in_by_address(definition, given),
        **_filled_in_by_partner(door, definition, given.get("prefill", "")),
        privacy=said_in_blocks(door, definition.privacy),
        begun=begun,
        account_href=account_href(door),
    )


def _filled_in_by_address(definition: Definition, given: QueryDict) -> list[tuple[str, str]]:
    """Return the inputs that the address of the form fills in, of those that it may."""
    asked = (definition.questions[key] for key in definition.prefill_query)
    names = [name for one in asked for name in field_types.get(one.type).inputs(one)]
    return [(name, value) for name in names for value in given.getlist(name)]


def _filled_in_by_partner(door: Door, definition: Definition, token: str) -> dict[str, Any]:
    """Return which questions a partner's program has answered; no answer is shown yet."""
    if not token:
        return {}
    offered = offered_answers(door.form, token, now=clock.now())
    if offered is None:
        return {"prefill_gone": True}
    filled = [one for one in to_be_given(definition) if {one.key, one.name} & {*offered.answers}]
    return {
        "prefill": token,
        "partner": offered.partner,
        "filled": [said(door, one.short_label or one.label) for one in filled],
    }
