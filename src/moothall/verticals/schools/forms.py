"""The shape of what is typed about schools; no rules of the domain."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.forms import DayField
from moothall.kernel.forms import Form
from moothall.kernel.money import pence_of
from moothall.payments.models import Fund
from moothall.verticals.schools.models import School

#: A list of three thousand pupils is a third of it.
MOST_BYTES = 1_000_000
_LONGEST_AMOUNT = 12
_LONGEST_NAME = 100
_MOST_PLACES = 10_000


class PoundsField(forms.CharField):
    """An amount of pounds, read as pence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=_LONGEST_AMOUNT, **options)

    def clean(self, value: Any) -> Any:
        """Return the amount in pence, or nothing where nothing need be typed."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            pence = pence_of(typed)
        except ValueError:
            pence = 0
        if pence <= 0:
            raise forms.ValidationError(_("Enter an amount, like 12 or 12.50."))
        return pence


class CancelForm(Form):
    """Why a trip or a club does not take place."""

    because = forms.CharField(
        label=gettext_lazy("What shall we tell those who joined?"),
        help_text=gettext_lazy("For example, The coach firm has let us down. Name no child."),
        max_length=300,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Say why it is cancelled")},
    )


class ClaimForm(Form):
    """Which child somebody looks after."""

    school = forms.ChoiceField(label=gettext_lazy("School"))
    number = forms.CharField(
        label=gettext_lazy("Your child’s number at the school"),
        help_text=gettext_lazy(
            "It is on letters from the school. Ask the office if you cannot find it."
        ),
        max_length=30,
    )
    born_on = DayField(label=gettext_lazy("Your child’s date of birth"))

    def __init__(self, *args: Any, schools: Sequence[School], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["school"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a school")),
            *((str(school.pk), school.name) for school in schools),
        ]


class InviteForm(Form):
    """Whom the school lets look after a child."""

    email = forms.EmailField(label=gettext_lazy("Their email address"), max_length=254)


class ListForm(Form):
    """The file with pupils."""

    file = forms.FileField(
        label=gettext_lazy("File with pupils"),
        help_text=gettext_lazy(
            "A CSV file with the columns number, name, born_on, class, allergens and free_meals."
        ),
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        content = self.cleaned_data["file"]
        if content.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too big."))
        read = content.read()
        try:
            return str(read.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return str(read.decode("cp1252", errors="replace"))


class NamedForm(Form):
    """Something that has a name in each language of the council."""

    name_en = forms.CharField(label=gettext_lazy("Name"), max_length=_LONGEST_NAME)
    name_cy = forms.CharField(
        label=gettext_lazy("Name in Welsh"), max_length=_LONGEST_NAME, required=False
    )

    def __init__(self, *args: Any, languages: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        if "cy" not in languages:
            del self.fields["name_cy"]

    @property
    def name(self) -> dict[str, str]:
        """Return the name by language."""
        given = self.cleaned_data
        welsh = given.get("name_cy", "")
        return {"en": given["name_en"], **({"cy": welsh} if welsh else {})}


class PriceForm(NamedForm):
    """What a meal costs, and when."""

    price = PoundsField(label=gettext_lazy("Price in pounds"))
    begins_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        """Look whether the days are in order."""
        cleaned = super().clean()
        first, last = cleaned.get("begins_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned


class ActivityForm(NamedForm):
    """A trip or a club, paid for in one part or in two."""

    fund = forms.ChoiceField(label=gettext_lazy("Where the income goes"))
    places = forms.IntegerField(
        label=gettext_lazy("How many places"), min_value=1, max_value=_MOST_PLACES
    )
    closes_on = DayField(label=gettext_lazy("Last day to join"))
    first = PoundsField(label=gettext_lazy("To pay when joining, in pounds"))
    second = PoundsField(label=gettext_lazy("To pay later, in pounds (optional)"), required=False)
    due_on = DayField(label=gettext_lazy("When the later part is due (optional)"), required=False)

    def __init__(self, *args: Any, council_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        funds = Fund.objects.filter(council_id=council_id).order_by("key")
        self.fields["fund"].choices = [  # type: ignore[attr-defined]
            (fund.key, next(iter(fund.name.values()), fund.key)) for fund in funds
        ]

    def clean(self) -> dict[str, Any]:
        """Look whether a later part has a day."""
        cleaned = super().clean()
        if cleaned.get("second") and not cleaned.get("due_on"):
            self.add_error("due_on", _("Say when the later part is due."))
        return cleaned


class PupilForm(Form):
    """What only the school knows of a pupil."""

    has_free_meals = forms.BooleanField(label=gettext_lazy("Has free school meals"), required=False)
    is_protected = forms.BooleanField(
        label=gettext_lazy("Would be in danger if found"),
        help_text=gettext_lazy(
            "Only somebody who protects people can change this, and say who may pay for them."
        ),
        required=False,
    )
    has_left = forms.BooleanField(label=gettext_lazy("Has left the school"), required=False)


class WorkerForm(Form):
    """Who is to work in a school's office."""

    email = forms.EmailField(label=gettext_lazy("Their email address at work"), max_length=254)


class SchoolForm(Form):
    """A school."""

    name = forms.CharField(label=gettext_lazy("Name of the school"), max_length=200)
    number = forms.CharField(label=gettext_lazy("Number of the school (URN)"), max_length=20)
    scheme = forms.SlugField(
        label=gettext_lazy("Which money its meals are paid from"), max_length=40
    )
    free_meal = PoundsField(label=gettext_lazy("A free meal is worth, in pounds"))
