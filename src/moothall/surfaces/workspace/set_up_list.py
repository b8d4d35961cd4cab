"""What a council sets up for itself: each screen with a plain sentence, in groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor
from moothall.people.policies import SETTINGS

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """A screen to which the page leads, and what it is for."""

    href: str
    name: Words
    what: Words


@dataclass(frozen=True)
class Part:
    """Screens that belong together."""

    name: Words
    lines: tuple[Line, ...]


#: A screen's address, its name, what it is for, and the permission that opens it.
_Entry = tuple[str, Words, Words, str]

_PARTS: Sequence[tuple[Words, Sequence[_Entry]]] = (
    (_("Cases"), (
        ("case-types", _("Case types"),
         _("What each kind of case promises, which statuses it has, who does it, and how long it "
           "is kept."), SETTINGS),
        ("calendar", _("Working calendar"),
         _("When your council works, and on which days it is closed. Promises are counted by it."),
         SETTINGS),
        ("due-rules", _("Who is told of promises"),
         _("Who hears that a promise is near or broken, and when."), SETTINGS),
        ("complaint-stages", _("How complaints are dealt with"),
         _("The stages of a complaint, and how many days each may take."), SETTINGS),
        ("work-settings", _("Teams’ work"),
         _("Queues, skills and checklists, and which team gets new cases."), "queue.manage"),
        ("rules", _("Rules for cases"),
         _("What happens to a case by itself when something is true of it."), "macro.edit"),
        ("macros", _("Macros"),
         _("Several steps that staff do with one button."), "macro.edit"),
    )),
    (_("What residents read"), (
        ("message-words", _("Words of messages"),
         _("What e-mails, texts and letters to residents say."), SETTINGS),
        ("request-settings", _("What residents read and may do"),
         _("What a resident reads at each status of a request, and what they may do then."),
         SETTINGS),
        ("forms-manage", _("Forms"),
         _("Which forms residents can fill in, and where their answers go."), SETTINGS),
        ("payables", _("What can be paid for"),
         _("What residents can pay for, what it costs, and which account it goes to."), SETTINGS),
    )),
    (_("How people reach you"), (
        ("mail-settings", _("Mailboxes"),
         _("Which mailboxes are read, and which team answers them."), SETTINGS),
        ("telephone-lines", _("Telephone numbers and queues"),
         _("Which numbers ring here, and who answers them."), SETTINGS),
    )),
    (_("Staff and signing in"), (
        ("roles", _("Roles"), _("Who works here, and what each of them may see and do."), SETTINGS),
        ("sites", _("Websites that sign people in"),
         _("Other websites on which residents use the same account."), SETTINGS),
        ("sign-in-providers", _("Signing in with other companies"),
         _("Whose accounts residents may use to sign in here."), SETTINGS),
        ("user-lists", _("Users of older sites"),
         _("Lists of people who had an account elsewhere, to bring them over."), SETTINGS),
        ("partner-keys", _("Keys of partners’ programs"),
         _("Which other organisations’ programs may ask for data, and which."), SETTINGS),
    )),
)  # fmt: skip


def parts_for(actor: Actor, council: CouncilRow) -> list[Part]:
    """Return what somebody may set up for a council."""
    parts = []
    for name, entries in _PARTS:
        lines = tuple(
            Line(reverse(f"workspace:{route}", args=[council.slug]), words, what)
            for route, words, what, permission in entries
            if actor.may(permission, council.id)
        )
        if lines:
            parts.append(Part(name, lines))
    return parts
