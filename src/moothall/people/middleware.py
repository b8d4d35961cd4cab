"""Who is at work: on the staff's front doors, the actor and the councils they serve."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

Next = Callable[[HttpRequest], HttpResponseBase]


class StaffActor:
    """Sets the actor on the staff's front doors and puts the councils they serve in force."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass public requests on untouched: they never read a session."""
        return self.get_response(request)
