"""Why a round with a calendar failed, in plain words, and what mends it."""

import re

from django.utils.translation import gettext as _

_REFUSED = re.compile(r"refused with (\d{3})")
_SERVER_FAULT = 500
_NOT_LET_IN = frozenset({401, 403})
_NOT_THERE = frozenset({404, 405, 410})


def problem_words(problem: str, *, secret_name: str) -> tuple[str, str]:
    """Return what is wrong and how to mend it, of what the last round left behind."""
    refused = _REFUSED.search(problem)
    if refused is not None:
        return _refused(int(refused[1]), secret_name)
    if problem.startswith("No answer"):
        return (
            _("The calendar's server does not answer."),
            _("It is tried again every ten minutes. If it lasts, check the address in the "
              "council's file, and ask whoever runs the server."),
        )  # fmt: skip
    if "cannot be read" in problem:
        return (
            _("What the server sent is no calendar."),
            _("Check that the address is that of one calendar, and not of a web page."),
        )
    return (
        _("The password is missing."),
        _("Ask whoever runs Moothall to put it in place under the name %(name)s.")
        % {"name": secret_name},
    )


def _refused(code: int, secret_name: str) -> tuple[str, str]:
    if code in _NOT_LET_IN:
        return (
            _("The server does not accept the user name or the password."),
            _("Check the user name in the council's file. Ask whoever runs Moothall to renew the "
              "password kept under the name %(name)s.") % {"name": secret_name},
        )  # fmt: skip
    if code in _NOT_THERE:
        return (
            _("There is no calendar at this address."),
            _("Copy the address from the calendar program again into the council's file."),
        )
    if code >= _SERVER_FAULT:
        return (
            _("The calendar's server has a fault of its own."),
            _("It is tried again every ten minutes. If it lasts, ask whoever runs the server."),
        )
    return (
        _("The server refused what was asked of it (%(code)s).") % {"code": code},
        _("Ask whoever runs the server whether programs may use this calendar."),
    )
