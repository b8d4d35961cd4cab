"""The words of a deed as the resident of one case reads them."""

from collections.abc import Mapping

from moothall.cases.deeds.deed import filled
from moothall.cases.models import Case
from moothall.councils.queries import council_by_id
from moothall.notifications.reaching import language_for
from moothall.people.models import Person
from moothall.people.needs import NO_NEEDS, needs_of


def language_of(case: Case) -> str:
    """Return the language in which a case's resident is written to."""
    council = council_by_id(case.council_id)
    needs = needs_of(case.person_id) if case.person_id else NO_NEEDS
    return language_for(council, needs, case.language)


def words_for(case: Case, texts: Mapping[str, str]) -> str:
    """Return the words in the resident's language, or in the one there is, filled in for them."""
    if not texts:
        return ""
    language = language_of(case)
    council = council_by_id(case.council_id)
    person = Person.objects.filter(pk=case.person_id).first() if case.person_id else None
    service = case.service_type
    values = {
        "name": person.name if person else "",
        "reference": str(case.reference),
        "service": (service.name_cy if language == "cy" else "") or service.name,
        "council_name": council.name_in(language),
        "council_phone": council.contact.phone,
    }
    text = texts.get(language) or next(iter(texts.values()))
    return filled(text, values)
