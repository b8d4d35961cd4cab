"""Writing down how a person wants to be written to and spoken with."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.models import CommunicationNeeds, Format, Interpreter, Person
from moothall.people.models.needs import LONGEST_LANGUAGE
from moothall.people.needs import Needs


@transaction.atomic
def set_needs(*, actor: Actor, person_id: UUID, needs: Needs, now: datetime) -> Needs:
    """
    Keep the language, formats and interpreter of a person, in place of what was kept before.

    A language that the council does not speak is not kept; without one, each message speaks that
    of the request that it is about. The audit says that it changed, and never to what: it may tell
    of somebody's health.

    :raises NotFound: if the councils in force have no such person
    :raises NotPermitted: if the actor is neither staff who may, nor the person or their delegate
    :raises ValueError: if a format or an interpreter is unknown
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    require(policies.can_change_needs(actor, person))
    kept = _checked(needs, council_by_id(person.council_id).languages)
    CommunicationNeeds.objects.update_or_create(
        council_id=person.council_id,
        person_id=person.pk,
        defaults={
            "language": kept.language,
            "formats": list(kept.formats),
            "interpreter": kept.interpreter,
            "interpreter_language": kept.interpreter_language,
            "changed_at": now,
        },
    )
    if kept.language and kept.language != person.language:
        person.language = kept.language
        person.save(update_fields=["language"])
    audit.record(actor=actor, verb="person.needs-changed", subject=person, now=now)
    return kept


def _checked(needs: Needs, languages: tuple[str, ...]) -> Needs:
    formats = tuple(Format(one).value for one in needs.formats)
    interpreter = Interpreter(needs.interpreter).value if needs.interpreter else ""
    spoken = " ".join(needs.interpreter_language.split())[:LONGEST_LANGUAGE]
    if interpreter == Interpreter.OTHER and not spoken:
        raise ValueError("Which language must the interpreter speak?")
    return Needs(
        language=needs.language if needs.language in languages else "",
        formats=formats,
        interpreter=interpreter,
        interpreter_language=spoken if interpreter == Interpreter.OTHER else "",
    )
