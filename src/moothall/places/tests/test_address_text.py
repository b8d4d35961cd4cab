"""The words of an address, shown and searched."""

import pytest

from moothall.places import address_text


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("HIGH STREET", "High Street"),
        ("ST MARY'S ROAD", "St Mary's Road"),
        ("HEOL Y DDÔL", "Heol y Ddôl"),
        ("RHODFA'R HELYG", "Rhodfa'r Helyg"),
        ("PONT-Y-WERNEN", "Pont-y-Wernen"),
        ("THE OLD MILL", "The Old Mill"),
        ("TOP OF THE HILL", "Top of the Hill"),
        ("FLAT 2A", "Flat 2A"),
        ("O'NEILL WALK", "O'Neill Walk"),
        ("MCARTHUR WAY", "McArthur Way"),
        ("NHS WALK-IN CENTRE", "NHS Walk-in Centre"),
        ("TŶ GWYN", "Tŷ Gwyn"),
        ("CWM HELYG", "Cwm Helyg"),
        ("Already Written", "Already Written"),
    ],
)
def test_capitals_become_a_street_sign(stored: str, shown: str) -> None:
    assert address_text.title_case(stored) == shown


@pytest.mark.parametrize(
    "typed",
    ["12 St. Mary's Street", "12 saint marys st", "12  ST MARY’S STR", "12, Saint Mary's Street"],
)
def test_spellings_of_one_address_are_stored_alike(typed: str) -> None:
    assert address_text.search_key(typed) == "12 st marys st"


def test_accents_and_welsh_words_make_no_difference() -> None:
    assert address_text.search_key("Fflat 3, Tŷ Gwyn, Clos y Ddôl") == "flat 3 ty gwyn cl y ddol"


def test_unfinished_word_may_be_a_long_form() -> None:
    assert address_text.meanings_of_unfinished("stre") == ["stre", "st"]
    assert address_text.meanings_of_unfinished("st") == ["st"]
    assert address_text.meanings_of_unfinished("roa") == ["roa", "rd"]
    assert address_text.meanings_of_unfinished("gar") == ["gar", "gdns"]


@pytest.mark.parametrize(
    ("typed", "postcode", "rest"),
    [
        ("12 high st QX1 2AB", "QX12AB", "12 high st"),
        ("qx12ab", "QX12AB", ""),
        ("QX1 2AB, 12 High Street", "QX12AB", "12 High Street"),
        ("12 high st", "", "12 high st"),
        ("flat 1 12 high st qw10 9zz", "QW109ZZ", "flat 1 12 high st"),
    ],
)
def test_postcode_is_taken_out_of_the_text(typed: str, postcode: str, rest: str) -> None:
    assert address_text.take_postcode(typed) == (postcode, rest)


def test_beginning_of_a_postcode_is_known() -> None:
    assert address_text.postcode_so_far("qx1 2") == "QX12"
    assert address_text.postcode_so_far("QX1") == "QX1"
    assert address_text.postcode_so_far("12 high") == ""


def test_postcode_is_written_with_its_space() -> None:
    assert address_text.written_postcode("qx12ab") == "QX1 2AB"
