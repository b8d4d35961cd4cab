"""
The data dictionary: names of facts that all forms of all councils share, each with its types.

A name is what other systems and later forms know a fact by, whatever a question is called. What
no other form would ever ask is `local.<name>`.
"""

from collections.abc import Mapping

_WRITTEN = frozenset({"text", "textarea"})
_CHOSEN = frozenset({"radios", "select"})
_TICKED = frozenset({"checkboxes"})
_YES_NO = frozenset({"yes_no"})
_NUMBERED = frozenset({"number"})
_DATED = frozenset({"date"})
_TIMED = frozenset({"time"})
_NAMED = frozenset({"name"})
_EMAILED = frozenset({"email"})
_ADDRESS = frozenset({"address"})

NAMES: Mapping[str, frozenset[str]] = {
    "person.name": frozenset({"name"}),
    "person.email": frozenset({"email"}),
    "person.phone": frozenset({"phone"}),
    "person.date_of_birth": frozenset({"date"}),
    "person.address": frozenset({"address"}),
    "person.declaration": frozenset({"declaration"}),
    "person.acting_for": _CHOSEN | _YES_NO,
    "person.asylum_reference": _WRITTEN,
    "person.best_time": _CHOSEN,
    "person.billing_address": _ADDRESS,
    "person.contact_by": _CHOSEN,
    "person.doctor": _WRITTEN,
    "person.doctor_consent": frozenset({"declaration"}),
    "person.emergency_contact": _WRITTEN,
    "person.format": _WRITTEN,
    "person.former_names": _WRITTEN,
    "person.forwarding_address": _ADDRESS,
    "person.identity_documents": frozenset({"upload"}),
    "person.language": _CHOSEN,
    "person.ni_number": frozenset({"ni_number"}),
    "person.parent_email": _EMAILED,
    "person.parental_consent": frozenset({"declaration"}),
    "person.previous_address": _ADDRESS,
    "person.previous_addresses": _WRITTEN,
    "person.support_needs": _WRITTEN,
    "person.surgery": _WRITTEN,
    "person.welsh_level": _CHOSEN,
    "property.uprn": frozenset({"address"}),
    "place": frozenset({"map_location"}),
    "place.line": frozenset({"map_line"}),
    "vehicle.registration": _WRITTEN | frozenset({"vehicle_registration"}),
    "vehicle.make": _WRITTEN | _CHOSEN,
    "vehicle.colour": _WRITTEN | _CHOSEN,
    "request.description": _WRITTEN,
    "request.subject": _WRITTEN | _CHOSEN,
    "request.photos": frozenset({"upload"}),
    "request.documents": frozenset({"upload"}),
    "request.quantity": _NUMBERED,
    "request.noticed_on": frozenset({"date"}),
    "waste.container": _CHOSEN,
    "waste.missed_on": frozenset({"date"}),
    "waste.access": _WRITTEN,
    "street.category": _CHOSEN,
    "street.danger": _CHOSEN,
    "care.person_born": _DATED,
    "care.person_name": _NAMED,
    "care.tasks": _TICKED,
    "care.urgency": _CHOSEN,
    "carer.name": _NAMED,
    "child.address": _ADDRESS,
    "child.applicant_relation": _CHOSEN,
    "child.care_status": _CHOSEN,
    "child.date_of_birth": _DATED,
    "child.has_needs_plan": _YES_NO,
    "child.has_responsibility": _YES_NO,
    "child.is_moving": _YES_NO,
    "child.name": _NAMED,
    "child.new_address": _ADDRESS,
    "child.new_school": _WRITTEN,
    "child.school": _WRITTEN,
    "child.school_year": _CHOSEN,
    "child.schooling": _CHOSEN,
    "complaint.first_reference": _WRITTEN,
    "complaint.kind": _CHOSEN,
    "complaint.stage": _CHOSEN,
    "household.benefit": _CHOSEN,
    "household.vulnerable": _TICKED,
    "information.format": _CHOSEN,
    "job.reference": _WRITTEN,
    "job.title": _WRITTEN,
    "licence.kind": _CHOSEN,
    "licence.number": _WRITTEN,
    "meeting.body": _CHOSEN,
    "meeting.held_on": _DATED,
    "organisation.name": _WRITTEN,
    "payment.amount": frozenset({"calculated"}),
    "payment.bank_account": frozenset({"bank_account"}),
    "payment.day_of_month": _CHOSEN,
    "payment.instalments": _CHOSEN,
    "payment.mandate": frozenset({"declaration"}),
    "planning.reference": _WRITTEN,
    "registration.kind": _CHOSEN,
    "repair.access": _WRITTEN,
    "repair.fault": _CHOSEN,
    "repair.room": _CHOSEN,
    "repair.times": _TICKED,
    "school.change_reason": _CHOSEN,
    "school.has_sibling": _YES_NO,
    "school.preference": _WRITTEN,
    "school.reason": _WRITTEN,
    "school.sibling_name": _NAMED,
    "school.stage": _CHOSEN,
    "school.start_on": _DATED,
    "tax.account": _WRITTEN,
    "tax.adult": _NAMED,
    "tax.adult_is_liable": _YES_NO,
    "tax.adult_is_student": _YES_NO,
    "tax.adults": _NUMBERED,
    "tax.change_on": _DATED,
    "tax.disregard": _CHOSEN,
    "tax.is_paperless": _YES_NO,
    "tax.landlord": _WRITTEN,
    "tax.moved_in_on": _DATED,
    "tax.moved_out_on": _DATED,
    "tax.old_property": _ADDRESS,
    "tax.person_name": _NAMED,
    "tax.tenure": _CHOSEN,
    "transport.arrive_by": _TIMED,
    "transport.change_on": _DATED,
    "transport.collect_at": _TIMED,
    "transport.days": _TICKED,
    "transport.driver_note": _WRITTEN,
    "transport.needs": _TICKED,
    "transport.start_on": _DATED,
    "volunteering.kinds": _TICKED,
    "badge.number": _WRITTEN,
    "building.notice": _WRITTEN,
    "building.stage": _CHOSEN,
    "noise.kind": _CHOSEN,
    "noise.reference": _WRITTEN,
    "parking.notice": _WRITTEN,
    "parking.permit_length": _CHOSEN,
    "pest.kind": _CHOSEN,
    "trader.contact": _WRITTEN,
    "trader.name": _WRITTEN,
}


def is_local(name: str) -> bool:
    """Tell whether a name is a form's own affair."""
    return name.startswith("local.")


def types_of(name: str) -> frozenset[str]:
    """Return the types of question that may ask for this fact; none if the name is unknown."""
    return NAMES.get(name, frozenset())
