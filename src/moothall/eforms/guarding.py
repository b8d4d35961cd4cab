"""
What is shown of a form that is not handed in yet and is about somebody who must not be found.

Whoever looks for them may be the one who is asked to sign, or a colleague with the address of a
form that staff are filling in. See docs/decisions/protected-persons.md.
"""

from collections.abc import Callable

from moothall.eforms.definition import Definition, Question
from moothall.eforms.models import Draft, HelpedDraft
from moothall.kernel.actors import Actor, ActorKind
from moothall.people import protection

#: Types whose answer is one of the form's own options, a figure or a day: no words of anybody's.
SAYS_NO_PLACE = frozenset(
    {
        "radios",
        "yes_no",
        "select",
        "checkboxes",
        "declaration",
        "number",
        "money",
        "date",
        "time",
    }
)


def is_guarded(draft: Draft) -> bool:
    """Tell whether it is about somebody whose address is hidden here and now; two queries."""
    helped = HelpedDraft.objects.filter(draft_id=draft.pk).values_list("person_id", flat=True)
    return bool(protection.withheld_among({draft.subject_id, draft.helped_person, *helped}))


def is_shut_to(actor: Actor, draft: Draft) -> bool:
    """
    Tell whether an employee may not see what is in a draft.

    Whoever began it for a caller has heard and typed it, and goes on until it is handed in.
    """
    began_it = draft.actor_kind == ActorKind.STAFF and draft.actor_identifier == actor.identifier
    return draft.submitted_at is None and not began_it and is_guarded(draft)


def hidden_from_signer(definition: Definition) -> Callable[[Question], bool]:
    """
    Return whether an answer is hidden from who signs for somebody who must not be found.

    They see what can be no address: the name, which they know, what is chosen, counted or dated,
    and what was said of themselves.
    """
    wanted = definition.needs.signature
    own = {wanted.name, wanted.email} if wanted else set()

    def is_hidden(question: Question) -> bool:
        is_known = question.name == "person.name" or question.key in own
        return not is_known and question.type not in SAYS_NO_PLACE

    return is_hidden
