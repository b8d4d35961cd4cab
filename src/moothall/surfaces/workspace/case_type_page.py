"""What the page of a case type shows beside its forms, joined from the apps that know it."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.acts import Act
from moothall.cases.case_types.queries import changes_of
from moothall.cases.case_types.rules import (
    ALWAYS_TOLD,
    TOLD_BY_LAW,
    WRITTEN,
    CaseTypeRules,
    message_of,
)
from moothall.cases.due.models import DueRule, Told
from moothall.cases.due.queries import WHOLE, rules_of
from moothall.cases.guidance import Guidance, guidance_for
from moothall.cases.work.queries import routes_of
from moothall.cases.workflow import CLOSED, Status
from moothall.councils.models import CaseKind
from moothall.councils.rows import CouncilRow, ServiceTypeRow
from moothall.eforms.queries import forms_of
from moothall.notifications.kinds import kinds
from moothall.people.keeping_reasons import days_of, keeping_reasons
from moothall.surfaces.workspace.case_type_forms import KINDS

_PARTS = {
    "name": gettext_lazy("the name"),
    "name_cy": gettext_lazy("the Welsh name"),
    "response_hours": gettext_lazy("the time to the first answer"),
    "resolution_hours": gettext_lazy("the time to the end"),
    "team_id": gettext_lazy("the team"),
    "unused_statuses": gettext_lazy("the statuses"),
    "silent_statuses": gettext_lazy("the messages"),
    "denied_acts": gettext_lazy("what residents may do"),
    "priority": gettext_lazy("the usual priority"),
    "keep_days": gettext_lazy("how long it is kept"),
    "service-type.added": gettext_lazy("it was started"),
}


@dataclass(frozen=True)
class State:
    """A status of a case type: whether it is used, and what residents read of it."""

    status: Status
    is_used: bool
    words: str
    words_cy: str
    text: str
    acts: str
    reopen_days: int | None


@dataclass(frozen=True)
class Sent:
    """A message that residents may get of a case type: when, which, and what of it."""

    when: str
    key: str
    name: str
    standing: str


#: What the code for complaints asks to be sent beside the rest.
_OF_COMPLAINTS = (
    "cases.complaint-acknowledged", "cases.complaint-extended", "cases.complaint-answered",
)  # fmt: skip


def kind_in_words(kind: str) -> str:
    """Return what a kind of case is called."""
    return str(KINDS[CaseKind(kind)])


def facts_of(council: CouncilRow, service: ServiceTypeRow, rules: CaseTypeRules) -> dict[str, Any]:
    """Return what counts for a case type and is changed elsewhere, and who changed what."""
    reason = keeping_reasons.get(service.case_kind)
    return {
        "kind": kind_in_words(service.case_kind),
        "states": [_state(council, service, rules, status) for status in Status],
        "has_welsh": "cy" in council.languages,
        "opened_by": [one for one in forms_of(council.id) if one.service_type == service.slug],
        "escalations": [
            _escalation(one)
            for one in rules_of(council.id)
            if one.service_type_id in (None, service.id)
        ],
        "routes": [one for one in routes_of(council.id) if one.service_name in ("", service.name)],
        "sent": _sent(service, rules),
        "told_by_law": service.case_kind in TOLD_BY_LAW,
        "usual_days": days_of(reason),
        "changes": [
            (one, ", ".join(str(_PARTS.get(part, part)) for part in one.parts))
            for one in changes_of(council.id, service.id)
        ],
    }


def _state(
    council: CouncilRow, service: ServiceTypeRow, rules: CaseTypeRules, status: Status
) -> State:
    said = _guidance(council, service, status, "en")
    welsh = _guidance(council, service, status, "cy")
    return State(
        status=status,
        is_used=rules.uses(status),
        words=said.label,
        words_cy=welsh.label,
        text=said.text,
        acts=", ".join(str(act.label) for act in Act if act in said.acts),
        reopen_days=said.reopen_days if status in CLOSED and Act.REOPEN in said.acts else None,
    )


def _sent(service: ServiceTypeRow, rules: CaseTypeRules) -> list[Sent]:
    """Return every message that residents may get of such cases, in the order of statuses."""
    rows = []
    for status in Status:
        if not rules.uses(status):
            continue
        if status in ALWAYS_TOLD:
            standing = _("Always sent")
        elif rules.tells(status, kind=service.case_kind, is_by_law=False):
            standing = _("Sent by itself")
        else:
            standing = _("Switched off")
        rows.append(_message(str(status.label), message_of(status), standing))
    always = [(_("When your staff write to the resident"), WRITTEN)]
    if service.case_kind == CaseKind.COMPLAINT:
        always += [(str(kinds.get(key).when), key) for key in _OF_COMPLAINTS]
    return [*rows, *(_message(when, key, _("Always sent")) for when, key in always)]


def _message(when: str, key: str, standing: str) -> Sent:
    return Sent(when, key, str(kinds.get(key).name), standing)


def _guidance(
    council: CouncilRow, service: ServiceTypeRow, status: Status, language: str
) -> Guidance:
    with translation.override(language):
        return guidance_for(
            council.id,
            service_id=service.id,
            kind=service.case_kind,
            status=status,
            language=language,
        )


def _escalation(rule: DueRule) -> str:
    whom = ", ".join(str(Told(name).label) for name in rule.tells)
    if rule.hours_after:
        when = _("%(hours)s working hours after it was broken") % {"hours": rule.hours_after}
    elif rule.percent == WHOLE:
        when = _("when the promise is broken")
    else:
        when = _("when %(percent)s%% of the time is over") % {"percent": rule.percent}
    return f"{when}: {whom}"
