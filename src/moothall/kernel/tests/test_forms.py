"""Forms refuse card numbers beside the field, and the door has taken them out before."""

import logging
from types import SimpleNamespace

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from moothall.kernel.card_numbers import MASK
from moothall.kernel.card_numbers_at_the_door import NoCardNumbers
from moothall.kernel.card_numbers_in_logs import MaskedFormatter
from moothall.kernel.forms import Form, refusal

CARD = "4242 4242 4242 4242"


class Note(Form):
    text = forms.CharField()
    email = forms.EmailField(required=False)
    password = forms.CharField(widget=forms.PasswordInput, required=False)
    paper = forms.FileField(required=False)


def test_a_card_number_is_refused_beside_its_field():
    form = Note({"text": f"Use {CARD}", "email": "4242424242424242@example.org"})

    assert not form.is_valid()
    assert form.errors == {"text": [refusal()], "email": [refusal()]}
    assert "text" not in form.cleaned_data


def test_where_a_number_was_taken_out_is_refused_too():
    assert Note({"text": f"Use {MASK}"}).errors == {"text": [refusal()]}


def test_the_name_of_a_file_is_looked_at():
    paper = SimpleUploadedFile("4242424242424242.pdf", b"x")

    assert Note({"text": "x"}, {"paper": paper}).errors == {"paper": [refusal()]}


def test_a_password_may_be_any_digits():
    assert Note({"text": "x", "password": CARD}).is_valid()


def passed(request):
    seen = SimpleNamespace()

    def view(request):
        seen.get, seen.post, seen.files = request.GET, request.POST, request.FILES
        return HttpResponse()

    NoCardNumbers(view)(request)
    return seen


def test_the_door_takes_numbers_out_of_forms_queries_and_names_of_files():
    paper = SimpleUploadedFile("4242424242424242.pdf", b"x")
    typed = {"text": [f"Use {CARD}", "no"], "password": CARD, "paper": paper}

    seen = passed(RequestFactory().post(f"/x/?q={CARD}", typed))

    assert seen.get.getlist("q") == [MASK]
    assert seen.post.getlist("text") == [f"Use {MASK}", "no"]
    assert seen.post["password"] == CARD
    assert seen.files["paper"].name == f"{MASK}.pdf"


def test_the_door_leaves_what_is_signed_alone():
    seen = passed(RequestFactory().post("/machine/x/", {"Digits": CARD}))

    assert seen.post["Digits"] == CARD


def test_logs_are_masked_with_their_tracebacks():
    try:
        raise ValueError(f"bad {CARD}")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord(
        "x", logging.ERROR, "x.py", 1, "Not Found: /%s", ("4242%204242%204242%204242",), info
    )

    line = MaskedFormatter("{message}").format(record)

    assert line.count(MASK) >= 2
    assert "4242" not in line
