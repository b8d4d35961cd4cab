"""The types of question; a new one is a class with six methods and one line here."""

from moothall.eforms.fields.banking import BankAccountField
from moothall.eforms.fields.booking import BookingField
from moothall.eforms.fields.choosing import (
    CheckboxesField,
    DeclarationField,
    RadiosField,
    SelectField,
    YesNoField,
)
from moothall.eforms.fields.drawing import MapAreaField, MapLineField
from moothall.eforms.fields.identifying import (
    NiNumberField,
    PostcodeAreaField,
    VehicleRegistrationField,
)
from moothall.eforms.fields.measuring import MoneyField, NumberField
from moothall.eforms.fields.placing import AddressField, MapLocationField
from moothall.eforms.fields.port import (
    AnswerProblem,
    FieldType,
    MoreNeeded,
    Reading,
    Typed,
    field_types,
    first,
)
from moothall.eforms.fields.reckoning import CalculatedField
from moothall.eforms.fields.timing import DateField, TimeField
from moothall.eforms.fields.uploading import UploadField
from moothall.eforms.fields.writing import (
    EmailField,
    NameField,
    PhoneField,
    TextareaField,
    TextField,
)

__all__ = [
    "AnswerProblem",
    "FieldType",
    "MoreNeeded",
    "Reading",
    "Typed",
    "field_types",
    "first",
    "register_all",
]


def register_all() -> None:
    """Make every type known; called at start-up."""
    for field_type in (
        TextField(), TextareaField(), NumberField(), MoneyField(), DateField(), TimeField(),
        YesNoField(), RadiosField(), CheckboxesField(),
        SelectField(), EmailField(), PhoneField(), NameField(), AddressField(),
        PostcodeAreaField(), MapLocationField(), MapLineField(), MapAreaField(), NiNumberField(),
        VehicleRegistrationField(), BankAccountField(), UploadField(), DeclarationField(),
        CalculatedField(), BookingField(),
    ):  # fmt: skip
        if field_type.key not in field_types:
            field_types.register(field_type)
