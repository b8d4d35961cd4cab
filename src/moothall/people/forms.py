"""The shape of what residents type about themselves, and staff about them."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from moothall.councils.rows import CouncilRow
from moothall.kernel.forms import Form
from moothall.people.elsewhere import NAME, NEEDS, PHONE
from moothall.people.models import Format, Interpreter
from moothall.people.models.needs import LONGEST_LANGUAGE
from moothall.people.needs import Needs

LONGEST_NAME = 200
LONGEST_PHONE = 40
LONGEST_SITE = 100
MOST_BYTES_OF_A_LIST = 20 * 1024 * 1024

NO_INTERPRETER = "none"
LANGUAGES = {"en": "English", "cy": "Cymraeg (Welsh)"}


class JoinForm(Form):
    """What a council needs to know of somebody who joins it."""

    name = forms.CharField(
        max_length=LONGEST_NAME, error_messages={"required": gettext_lazy("Enter your full name")}
    )
    phone = forms.CharField(max_length=LONGEST_PHONE, required=False)

    def __init__(self, *args: Any, name_comes_along: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = not name_comes_along


class BringForm(Form):
    """What somebody brings along from councils that they have joined before."""

    bring = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, data: Any = None, *, councils: Sequence[CouncilRow]) -> None:
        """Offer each thing of each council; of one council the name is ticked, and nothing else."""
        first = [f"{one.slug}:{NAME}" for one in councils[:1]]
        super().__init__(data, initial={"bring": first})
        self.councils = {one.slug: one for one in councils}
        field = self.fields["bring"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (f"{one.slug}:{thing}", label)
                for one in councils
                for thing, label in _things(one).items()
            ]

    def things_by_council(self) -> dict[int, list[str]]:
        """Return what was ticked, by council."""
        ticked: dict[int, list[str]] = {}
        for choice in self.cleaned_data["bring"] if self.is_valid() else ():
            slug, _colon, thing = choice.partition(":")
            ticked.setdefault(self.councils[slug].id, []).append(thing)
        return ticked


def _things(council: CouncilRow) -> dict[str, str]:
    said = {"council": council.name_in(get_language() or "en")}
    return {
        NAME: _("My name from %(council)s") % said,
        PHONE: _("My phone number from %(council)s") % said,
        NEEDS: _("My language and format from %(council)s") % said,
    }


class NeedsForm(Form):
    """In which language and format somebody wants to be written to, and who interprets."""

    language = forms.ChoiceField(
        label=gettext_lazy("Which language should we write to you in?"),
        widget=forms.RadioSelect,
        required=False,
    )
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Do you need what we write in another format?"),
        help_text=gettext_lazy("Choose all that you need. Leave it empty if you need none."),
        choices=[
            (Format.LARGE_PRINT.value, gettext_lazy("Large print")),
            (Format.BRAILLE.value, gettext_lazy("Braille")),
            (Format.EASY_READ.value, gettext_lazy("Easy read (short words and pictures)")),
            (Format.AUDIO.value, gettext_lazy("Audio (somebody reads it out)")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    interpreter = forms.ChoiceField(
        label=gettext_lazy("Do you need an interpreter when you speak with us?"),
        choices=[
            (NO_INTERPRETER, gettext_lazy("No")),
            (Interpreter.BSL.value, gettext_lazy("British Sign Language (BSL)")),
            (Interpreter.OTHER.value, gettext_lazy("Another language")),
        ],
        widget=forms.RadioSelect,
        initial=NO_INTERPRETER,
        required=False,
    )
    interpreter_language = forms.CharField(
        label=gettext_lazy("If it is another language, which one?"),
        max_length=LONGEST_LANGUAGE,
        required=False,
    )

    def __init__(
        self, *args: Any, languages: Sequence[str], needs: Needs | None = None, **kwargs: Any
    ) -> None:
        if needs is not None:
            kwargs["initial"] = {
                "language": needs.language,
                "formats": list(needs.formats),
                "interpreter": needs.interpreter or NO_INTERPRETER,
                "interpreter_language": needs.interpreter_language,
            }
        super().__init__(*args, **kwargs)
        if len(languages) > 1:
            field = self.fields["language"]
            if isinstance(field, forms.ChoiceField):
                field.choices = [(code, LANGUAGES[code]) for code in languages]
        else:
            del self.fields["language"]

    def clean(self) -> dict[str, Any]:
        """Ask which language the interpreter must speak."""
        given = super().clean() or {}
        if given.get("interpreter") == Interpreter.OTHER and not given.get("interpreter_language"):
            self.add_error("interpreter_language", _("Enter the language you speak"))
        return given

    def needs(self) -> Needs:
        """Return what was chosen."""
        given = self.cleaned_data
        interpreter = given["interpreter"]
        return Needs(
            language=given.get("language", ""),
            formats=tuple(given["formats"]),
            interpreter="" if interpreter == NO_INTERPRETER else interpreter,
            interpreter_language=given["interpreter_language"],
        )


class CodeForm(Form):
    """A code that was sent by e-mail."""

    code = forms.CharField(
        error_messages={"required": gettext_lazy("Enter the code from the email")}
    )

    def __init__(self, *args: Any, is_right: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_right = is_right

    def clean_code(self) -> str:
        """
        Return the code.

        :raises ValidationError: if it is not the one that was sent
        """
        code: str = self.cleaned_data["code"]
        if not self._is_right(code):
            raise forms.ValidationError(_("The code is wrong. Look at it again."))
        return code


class UserListForm(Form):
    """A file of an older site's users."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        error_messages={
            "required": gettext_lazy("Choose a file"),
            "empty": gettext_lazy("The file is empty"),
            "missing": gettext_lazy("Choose a file"),
        },
    )
    site = forms.CharField(
        max_length=LONGEST_SITE, required=False, label=gettext_lazy("Name of the site")
    )

    def clean_file(self) -> Any:
        """
        Return the file.

        :raises ValidationError: if it is too large
        """
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES_OF_A_LIST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it."))
        return file
