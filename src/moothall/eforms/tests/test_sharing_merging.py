import copy

from moothall.eforms.sharing.merging import Standing, accept, offers
from moothall.eforms.tests.factories import document, options, page, question

BASE = document(
    page("one", question("colour", "radios", options=options("red", "blue"))),
    page("two", question("words", "textarea"), question("email", "email")),
    figures=[{"key": "fee", "label": {"en": "Fee"}, "as": "money", "value": 100}],
)
WORDS = "changed:pages/#two/questions/#email/label/en"


def altered(alter, form=BASE):
    after = copy.deepcopy(form)
    alter(after)
    return after


def email(form):
    return form["pages"][1]["questions"][1]


def test_an_improvement_is_taken_and_what_the_council_added_stays():
    theirs = altered(lambda form: email(form)["label"].update(en="Email address"))
    ours = altered(lambda form: form["pages"][0]["questions"].append(question("extra")))

    (offer,) = offers(BASE, theirs, ours)
    merged = accept(ours, theirs, [offer], {WORDS})

    assert offer.standing is Standing.FREE
    assert email(merged)["label"]["en"] == "Email address"
    assert [one["key"] for one in merged["pages"][0]["questions"]] == ["colour", "extra"]
    assert email(ours)["label"]["en"] == "What is email?"


def test_what_both_changed_is_a_conflict_and_ours_is_kept_unless_chosen():
    theirs = altered(lambda form: email(form)["label"].update(en="Email address"))
    ours = altered(lambda form: email(form)["label"].update(en="Your email"))

    (offer,) = offers(BASE, theirs, ours)

    assert (offer.standing, offer.ours) == (Standing.CONFLICT, "Your email")
    assert accept(ours, theirs, [offer], set()) == ours
    assert email(accept(ours, theirs, [offer], {WORDS}))["label"]["en"] == "Email address"


def test_what_is_local_is_never_taken():
    theirs = altered(lambda form: form["figures"][0].update(value=200))
    found = offers(BASE, theirs, BASE, [("figures", "#fee", "value")])

    assert [one.standing for one in found] == [Standing.LOCAL]
    assert accept(BASE, theirs, found, {one.change.key for one in found}) == BASE


def test_a_question_that_the_council_moved_is_improved_where_it_stands():
    theirs = altered(lambda form: email(form)["label"].update(en="Email address"))
    ours = altered(
        lambda form: form["pages"][0]["questions"].append(form["pages"][1]["questions"].pop())
    )

    merged = accept(ours, theirs, offers(BASE, theirs, ours), {WORDS})

    assert merged["pages"][0]["questions"][1]["label"]["en"] == "Email address"


def test_what_the_council_took_out_cannot_be_improved():
    theirs = altered(lambda form: email(form)["label"].update(en="Email address"))
    ours = altered(lambda form: form["pages"][1]["questions"].pop())

    found = offers(BASE, theirs, ours)

    assert [one.standing for one in found] == [Standing.GONE]
    assert accept(ours, theirs, found, {WORDS}) == ours


def test_all_improvements_of_an_untouched_form_give_the_librarys_form():
    def alter(form):
        form["pages"].insert(1, page("new", question("new")))
        form["pages"].reverse()
        form["pages"][-1]["questions"][0]["options"] = options("green", "red")
        del form["figures"]
        form["pages"][0]["show_when"] = {"==": [{"var": "colour"}, "red"]}

    theirs = altered(alter)
    found = offers(BASE, theirs, BASE)

    assert accept(BASE, theirs, found, {one.change.key for one in found}) == theirs


def test_a_question_moves_with_what_the_council_made_of_it():
    def move(form):
        form["pages"][0]["questions"].insert(0, form["pages"][1]["questions"].pop())

    theirs = altered(move)
    ours = altered(lambda form: email(form)["label"].update(en="Your email"))
    found = offers(BASE, theirs, ours)

    merged = accept(ours, theirs, found, {one.change.key for one in found})

    assert merged["pages"][0]["questions"][0]["label"]["en"] == "Your email"
    assert [one["key"] for one in merged["pages"][1]["questions"]] == ["words"]
