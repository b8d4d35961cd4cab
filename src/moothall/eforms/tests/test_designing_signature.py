"""Who else must sign, on its screen in the designer."""

import pytest

from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.eforms.tests.test_designing_screens import (
    TRIAL,
    documented,
    get,
    post,
    save,
    seen_in,
)
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)

pytestmark = pytest.mark.django_db
SIGNATURE = f"{TRIAL}part/signature/"


def form():
    kinds = question("kind", "radios", options=options("garden", "food"))
    return document(
        page("kind", kinds), page("who", question("partner", "name")),
        page("their", question("their-email", "email")),
        page("mine", question("my-email", "email", name="person.email")),
    )  # fmt: skip


def needs(council):
    return documented(council).get("needs")


def test_a_signature_is_asked_for_under_a_condition_and_taken_away(designer, northvale, now):
    publish(northvale, form(), now)

    saved = save(designer, SIGNATURE, name="partner", email="their-email",
                 statement_en="I agree.", days="7")  # fmt: skip
    assert saved.status_code == 302, saved.content.decode()
    where = f"{TRIAL}condition/signature/signature/"
    html = get(designer, f"{where}?about=kind").content.decode()
    assert "When must somebody else sign?" in html
    post(designer, where, action="add", about="kind", says="is", values="garden",
         seen=seen_in(html))  # fmt: skip

    when = {"==": [{"var": "kind"}, "garden"]}
    signature = {"name": "partner", "email": "their-email", "statement": {"en": "I agree."},
                 "days": 7, "when": when}  # fmt: skip
    assert needs(northvale) == {"signature": signature}
    assert "When “What is kind?” is “Garden”" in get(designer, SIGNATURE).content.decode()
    save(designer, SIGNATURE, statement_en="I agree to it.", days="7")
    assert needs(northvale)["signature"]["when"] == when
    save(designer, SIGNATURE, name="", email="", statement_en="")
    assert needs(northvale) is None


def test_what_a_signature_lacks_is_said_and_what_was_typed_is_kept(designer, northvale, now):
    publish(northvale, form(), now)

    answer = save(designer, SIGNATURE, email="their-email", statement_en="")
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Choose the answer that is the name of who signs" in html
    assert "Enter what they declare" in html
    assert '<option value="their-email" selected>' in html
    assert needs(northvale) is None


def test_a_fee_and_a_signature_do_not_stand_in_each_others_way(designer, northvale, now):
    both = form()
    both["needs"] = {"signature": {
        "name": "partner", "email": "their-email", "statement": text("I agree."),
    }}  # fmt: skip
    publish(northvale, both, now)
    old = seen_in(get(designer, SIGNATURE).content.decode())
    save(designer, f"{TRIAL}part/fee/", kind="one", for_en="Permit", amount="45")

    save(designer, SIGNATURE, seen=old, days="3")

    assert needs(northvale)["signature"]["days"] == 3
    assert needs(northvale)["payment"]["for"] == {"en": "Permit"}
