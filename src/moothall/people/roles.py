"""What each role may do: the one table of permissions."""

from collections.abc import Mapping
from types import MappingProxyType

from moothall.people.models import Role

_AGENT = frozenset(
    {
        "case.view",
        "case.edit",
        "case.close",  # most calls are answered while the caller is still on the line
        "interaction.log",
        "form.assist",
        "person.view",
        "person.edit",
    }
)
_OFFICER = _AGENT | {"delivery.replay"}
_EDITOR = frozenset({"content.edit"})

#: Every permission there is, by the role that brings it.
PERMISSIONS: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.AGENT: _AGENT,
        Role.OFFICER: _OFFICER,
        Role.SUPERVISOR: _OFFICER | {"settings.edit", "form.design"},
        Role.EDITOR: _EDITOR,
        Role.ADMINISTRATOR: _OFFICER | _EDITOR | {"settings.edit", "form.design"},
    }
)
