"""What the designer knows without a database: sentences, edits, fees, advice, the drawing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.eforms import library
from moothall.eforms.compiling import compile_definition
from moothall.eforms.definition import PageKind
from moothall.eforms.designing import editing
from moothall.eforms.designing.advice import advice_on
from moothall.eforms.designing.fees import Fee, FeeKind, fee_of, with_fee
from moothall.eforms.designing.in_words import rule_words
from moothall.eforms.designing.mapping import drawing
from moothall.eforms.designing.parts import questions_of, spot_of
from moothall.eforms.designing.reading_age import longest_sentence, reading_age
from moothall.eforms.designing.sentences import (
    Clause,
    Says,
    Sentence,
    can_be_said_of,
    rule_of,
    sentence_of,
    takes_values,
)
from moothall.eforms.lint import mistakes_of_shape
from moothall.eforms.logic import compile_rule
from moothall.eforms.tests.factories import document, options, page, question, text
from moothall.kernel.errors import Conflict, NotFound

WORDS = {"en": "Skip permit"}
KINDS = question("kind", "radios", options=options("garden", "food"))


def clauses():
    """Every clause that can be said of some type of answer."""

    def clause(says):
        if says in (Says.INCLUDES, Says.LEAVES_OUT) or says in (Says.IS, Says.IS_NOT):
            values = st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True)
        elif takes_values(says):
            values = st.lists(st.integers(-9, 9), min_size=1, max_size=1)
        else:
            values = st.just([])
        return values.map(lambda found: Clause("asked", says, tuple(found)))

    return st.sampled_from(list(Says)).flatmap(clause)


@given(st.lists(clauses(), min_size=1, max_size=4, unique=True), st.booleans())
def test_what_a_sentence_says_is_read_again(found, is_any):
    sentence = Sentence(tuple(found), is_any and len(found) > 1)
    rule = rule_of(sentence)

    compile_rule(rule)
    read = sentence_of(json.loads(json.dumps(rule)))

    assert read is not None
    if all(one.says is Says.INCLUDES for one in found) and sentence.is_any:
        # "includes a, or includes b" is the same as "includes a or b".
        assert {v for one in read.clauses for v in one.values} == {
            v for one in found for v in one.values
        }
    else:
        assert read == sentence


@pytest.mark.slow
def test_every_condition_of_the_library_can_be_told_in_a_sentence():
    for name in library.files():
        form = library.form(name)
        for part in [*form["pages"], *(one for _page, one in questions_of(form))]:
            rule = json.dumps(part.get("show_when"))
            words = rule_words(form, part.get("show_when"))
            # Rules over lists of several things say more than sentences can.
            is_over_list = '{"some"' in rule or '{"reduce"' in rule
            assert "{" not in words or is_over_list, (name, part["key"], words)


def test_every_type_of_answer_can_be_spoken_of():
    assert Says.YES in can_be_said_of("yes_no")
    assert can_be_said_of("map_location") == (Says.GIVEN, Says.NOT_GIVEN)


def test_a_rule_beyond_sentences_is_left_as_it_is():
    assert sentence_of({"some": [{"var": "x"}, {"var": "y"}]}) is None
    assert sentence_of({"and": [{"==": [{"var": "a"}, 1]}, {"or": [True, False]}]}) is None


def test_a_condition_reads_like_a_sentence():
    form = document(page("kind", KINDS), page("b", question("b")))

    assert rule_words(form, {"in": [{"var": "kind"}, ["garden", "food"]]}) == (
        "“What is kind?” is “Garden or Food”"
    )


def sound(form):
    assert mistakes_of_shape(form) == []
    compile_definition(form)


@pytest.mark.slow
@pytest.mark.parametrize("name", library.files())
def test_a_form_of_the_library_survives_every_edit(name):
    form = library.form(name)
    before = json.dumps(form)
    for one in form["pages"]:
        sound(editing.move_page(form, one["key"], editing.Way.DOWN))
        sound(editing.remove_page(form, one["key"]))
    for _page, one in questions_of(form):
        sound(editing.remove_question(form, one["key"]))
        sound(editing.copy_question(form, one["key"])[0])
    sound(drawing_of(form))
    assert json.dumps(form) == before


def drawing_of(form):
    assert len(drawing(form, "en").boxes) == len(form["pages"])
    return form


def test_questions_and_pages_are_added_with_keys_of_their_own():
    form, key = editing.add_question(document(), question_type="email", label="Check")
    again, other = editing.add_question(form, question_type="radios", label="Check",
                                        options=["Yes", "yes", "No"])  # fmt: skip
    whole, exit_key = editing.add_page(again, kind=PageKind.EXIT, title="Colour")

    sound(whole)
    assert (key, other, exit_key) == ("check-2", "check-3", "colour-2")
    added = {one["key"]: one for _page, one in questions_of(whole)}
    assert added["check-2"]["name"] == "person.email"
    assert [one["value"] for one in added["check-3"]["options"]] == ["yes", "no"]


def test_a_page_with_a_second_question_gets_a_heading():
    form, _key = editing.add_question(document(), question_type="text", label="More", page="colour")

    assert form["pages"][0]["title"] == text("What is colour?")


def test_the_outcome_forgets_what_is_gone():
    form = document(page("a", question("a", "address")), page("b", question("b")))
    form["outcome"] |= {"location": "a", "details": ["a", "b"], "summary": "At {a}: {b}"}

    left = editing.remove_question(form, "a")

    assert left["outcome"] == {
        "service_type": "general-enquiry", "details": ["b"], "summary": "At : {b}",
    }  # fmt: skip
    with pytest.raises(Conflict):
        editing.remove_page(left, "b")
    with pytest.raises(NotFound):
        editing.remove_page(left, "c")


FEES = [
    Fee(FeeKind.ONE, WORDS, 4500),
    Fee(FeeKind.ONE, WORDS, 4500, fund="garden"),
    Fee(FeeKind.TIMES, WORDS, 250, "bags"),
    Fee(FeeKind.BY_ANSWER, WORDS, question="kind", amounts={"garden": 100, "food": 0}),
    Fee(FeeKind.NONE),
]


@pytest.mark.parametrize("fee", FEES)
def test_a_fee_is_read_again(fee):
    form = document(page("kind", KINDS), page("bags", question("bags", "number")))

    priced = with_fee(form, fee)

    sound(priced)
    assert fee_of(priced) == fee
    assert with_fee(priced, Fee(FeeKind.NONE)) == form


def test_a_rule_of_its_own_keeps_its_amount():
    form = document(needs={"payment": {"amount": {"max": [1, 2]}, "for": WORDS}})

    assert fee_of(form).kind is FeeKind.OWN_RULE
    renamed = with_fee(form, Fee(FeeKind.OWN_RULE, {"en": "Other"}))
    assert renamed["needs"]["payment"] == {"amount": {"max": [1, 2]}, "for": {"en": "Other"}}


def test_hard_words_are_found_and_easy_ones_are_not():
    easy = "Tell us where the skip will stand. We will look at the road. Then we will write to you."
    hard = (
        "Notwithstanding previously communicated determinations, administrative adjudication "
        "necessitates comprehensive documentary substantiation of residential circumstances."
    )

    assert reading_age(easy) < 9
    assert reading_age(hard) > 16
    assert reading_age("") == 5
    assert longest_sentence("One two three. Four.\n- five six seven eight") == 4
    form = document(start={"introduction": {"en": hard}})
    assert [one.place for one in advice_on(form)] == ["start/introduction"]


def test_a_form_about_people_without_a_word_on_privacy_is_noticed():
    asks = page("who", question("who", "name", name="person.name"))

    assert [one.place for one in advice_on(document(asks))] == ["start", "keeping"]
    said = {"privacy": text("We use it for this."), "keeping": {"days": 30}}
    assert advice_on(document(asks, **said)) == ()


def test_a_mistakes_place_leads_to_its_page_and_question():
    form = document(page("a", question("a")), page("b", question("b")))

    assert spot_of(form, "pages/1/questions/0/label").question == "b"
    assert spot_of(form, "pages/0/show_when").page == "a"
    assert spot_of(form, "outcome/location").part == "outcome"
