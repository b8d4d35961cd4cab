"""Addresses in other countries: where a form asks for them, with a country and any postcode."""

import pytest

from moothall.eforms.fields import AnswerProblem, field_types
from moothall.eforms.fields.countries import countries_in
from moothall.eforms.lint import Circumstances, mistakes
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.eforms.tests.test_fields import asked, read

LINES = {
    "it": ["not-listed"],
    "it-line-1": ["12 rue des Lilas"],
    "it-line-2": [""],
    "it-town": ["Rennes"],
    "it-postcode": ["35 000"],
}
ABROAD = {"settings": {"abroad": True}}


def test_an_address_abroad_has_its_country_and_its_own_kind_of_postcode():
    answer = read(asked("address", **ABROAD), {**LINES, "it-country": ["FR"]})

    assert answer["country"] == "FR"
    assert answer["text"] == "12 rue des Lilas, Rennes, 35 000, France"
    assert answer["text_cy"].endswith("Ffrainc")
    assert answer["uprn"] is None


def test_what_was_answered_is_shown_again():
    one = asked("address", **ABROAD)
    typed = {**LINES, "it-country": ["FR"]}
    again = field_types.get("address").typed(one, read(one, typed))
    assert read(one, again) == read(one, typed)


@pytest.mark.parametrize(
    ("more", "country", "part"),
    [
        (ABROAD, "GB", "postcode"),
        (ABROAD, "", "postcode"),
        (ABROAD, "QQ", "country"),
        (ABROAD, "France", "country"),
        ({}, "FR", "postcode"),
    ],
)
def test_at_home_the_postcode_is_british_and_the_country_is_one(more, country, part):
    with pytest.raises(AnswerProblem) as refused:
        read(asked("address", **more), {**LINES, "it-country": [country]})

    assert refused.value.parts == (part,)


def test_every_country_has_a_name_in_both_languages():
    english, welsh = countries_in("en"), countries_in("cy")

    assert english.keys() == welsh.keys()
    assert len(english) == 250
    assert welsh["GB"] == "Y Deyrnas Unedig"
    assert "EU" not in english


def test_addresses_abroad_cannot_be_chosen_from_a_list_alone():
    settings = {"abroad": True, "not_listed": False}
    form = document(page("home", question("it", "address", settings=settings)))

    assert [one.place for one in mistakes(form, Circumstances())] == [
        "pages/0/questions/0/settings/abroad"
    ]


@pytest.mark.django_db
def test_the_page_offers_it_and_asks_for_the_country(client, northvale, now):
    publish(northvale, document(page("home", question("it", "address", **ABROAD))), now)
    browser = Browser(client)
    browser.start("trial")
    assert "in another country" in browser.html
    browser.post({"it": "not-listed"})
    assert 'name="it-country"' in browser.html
    assert "data-autocomplete" in browser.html
    browser.post({**LINES, "it-country": "XX"})
    assert "Choose a country from the list" in browser.html
    assert "12 rue des Lilas" in browser.html
    browser.post({**LINES, "it-country": "FR"})

    assert browser.page == "check"
    assert "Rennes, 35 000, France" in browser.html
