"""Somebody's rows in every table that holds something about people, each text with its own mark."""

from datetime import UTC, datetime, time, timedelta
from itertools import count

from django.db import transaction
from django.db.models import (
    BinaryField,
    CharField,
    DateField,
    DateTimeField,
    JSONField,
    TextField,
    TimeField,
)

from moothall.kernel import clock
from moothall.kernel.fields import CouncilField
from moothall.people.held_tables import known_tables
from moothall.people.models import Joining, Person

#: What a rule of the table asks for.
_FIXED = {
    "bookings.Booking": {
        "status": "confirmed",
        "reference_prefix": "NOR",
        "site": None,
        "session": None,
        "series": None,
        "closure": None,
        "moves": None,
        "local_time": time(10),
        "ends_at": datetime(2100, 1, 1, tzinfo=UTC),
    },
    "bookings.Activity": {
        **dict.fromkeys(
            ("duration_minutes", "step_minutes", "buffer_before_minutes", "buffer_after_minutes"), 5
        ),
        "grid_from": time(0),
        "name": {"en": "Registering a birth"},
    },
    "people.CommunicationNeeds": {"formats": [], "interpreter": "other"},
    "people.PersonWarning": {"uprn": None},
    "people.Tie": {"other": None},
    "people.Residence": {"moved_in_on": None, "moved_out_on": None},
    "cases.Case": {
        "status": "received",
        "closed_at": None,
        "reference_prefix": "NOR",
        "about_case": None,
    },
    "cases.Mail": {"files": []},
    "cases.HandOver": {"team": None},
    "people.Consent": {"withdrawn_at": None},
    "people.Erasure": {"undone_at": None, "erased_at": None, "finished_at": None},
    "people.RecordAccess": {"roles": "officer", "is_covert": False},
    "people.DataDownload": {"state": "gone"},
    "people.Joining": {"ended_at": None},
    "people.Grant": {"delegate": None, "organisation": None, "scopes": ["own.requests"]},
    "people.Invitation": {"organisation": None},
    "people.ImportedUser": {"same_as": None, "state": "claimed"},
    "people.AccountChange": {"state": "done"},
    "documents.StoredFile": {"scan": "none"},
    "payments.Payment": {"refund_held_pence": 0},
    "payments.PaymentLine": {"refund_held_pence": 0},
    "payments.Mandate": {"replaces": None, "state": "active", "fund": None},
    "payments.Collection": {"run": None},
    "payments.Arrangement": {"fund": None},
    "schools.Guardian": {"state": "approved"},
    "payments.WalletScheme": {"least_pence": 0},
    "parking.ParkingSession": {
        "language": "en",  # too short for a mark that stands nowhere by chance
        "started_at": datetime(2026, 1, 1, tzinfo=UTC),
        "state": "waiting",
        "client": None,
    },
    "payments.TillSale": {
        "entitled_pence": 1,
        "wallet_pence": 0,
        "missing_pence": 0,
    },
}
_numbers = count(1)


class Planting:
    """One person's rows and marks: `marks[model label, column]` is what was written there."""

    def __init__(self, council, person, account, shared):
        self.council, self.person, self.account = council, person, account
        self.marks, self.rows = {}, {Person: person}
        self._shared = shared

    def plant(self):
        with transaction.atomic():
            for model in known_tables():
                self._row(model)
        return self

    def _row(self, model):
        if model in self.rows:
            return self.rows[model]
        if model in self._shared:
            return self._shared[model]
        if model is Joining:
            self.rows[model] = Joining.objects.get(person_id=self.person.pk)
            return self.rows[model]
        values = {"council_id": self.council.id}
        for field in model._meta.concrete_fields:
            if field.primary_key or field.generated or isinstance(field, CouncilField):
                continue
            if field.name == "number" and model.__name__ in {"Booking", "Case"}:
                continue
            values[field.name] = self._value(model, field)
        self.rows[model] = model.all_councils.create(**values)
        return self.rows[model]

    def _value(self, model, field):
        fixed = _FIXED.get(model._meta.label, {})
        if field.name in fixed:
            return fixed[field.name]
        if field.is_relation:
            if field.related_model.__name__ == "Account":
                return self.account
            return self._row(field.related_model)
        return self._plain(model, field)

    def _plain(self, model, field):
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, DateField):
            return clock.now() if isinstance(field, DateTimeField) else clock.now().date()
        if isinstance(field, BinaryField):
            return self._mark(model, field).encode()
        if isinstance(field, JSONField):
            mark = self._mark(model, field)
            return {"at": mark, "x": [mark]} if field.name == "signature" else {"x": [mark]}
        if isinstance(field, CharField | TextField):
            return self._text(model, field)
        return time(10) if isinstance(field, TimeField) else self._number(field)

    def _text(self, model, field):
        """Return a mark, but where other rows are found by what stands in the column."""
        known = {
            ("kernel.AuditEntry", "subject_type"): "people.person",
            ("kernel.AuditEntry", "subject_id"): str(self.person.pk),
            ("kernel.AuditEntry", "actor_kind"): "resident",
            ("notifications.Message", "about_type"): "people.person",
        }
        label = model._meta.label
        if (label, field.name) in known:
            return known[label, field.name]
        if field.name.endswith("_kind"):
            return "resident"
        if label == "connectors.ReceivedUpdate" and field.name == "reference":
            from moothall.connectors.models import ExternalReference

            return self._row(ExternalReference).reference
        return self._mark(model, field)

    def _mark(self, model, field):
        mark = f"m{next(_numbers):04d}"
        longest = getattr(field, "max_length", None) or len(mark)
        # A letter in it: four digits alone stand in some moment of some row by chance.
        short = f"m{mark[-(longest - 1) :]}"
        self.marks[model._meta.label, field.name] = short if longest < 5 else mark
        return self.marks[model._meta.label, field.name]

    def _number(self, field):
        kind = field.get_internal_type()
        if kind == "BooleanField":
            return False
        if kind == "DateField":
            return clock.now().date()
        if kind == "DurationField":
            return timedelta(0)
        if kind == "UUIDField":
            return self.person.pk
        return 1
