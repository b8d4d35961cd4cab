"""A request as the middlewares hand it to views."""

from django.http import HttpRequest

from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor


class CouncilRequest(HttpRequest):
    """
    A request on a council's site: whose it is, in which language, and on staff's doors, who asks.

    Only views are given one; there is none without a council but at the addresses of health.
    """

    council: CouncilRow
    actor: Actor
    LANGUAGE_CODE: str
