from moothall.eforms.wording import Words, bad_links, blocks, filled, wording


def test_a_text_falls_back_to_english():
    assert wording({"en": "Yes"}).within("cy") == "Yes"
    assert wording({"en": "Yes", "cy": "Oes"}).within("cy") == "Oes"


def test_paragraphs_lists_and_links_are_understood():
    first, second = blocks("Ask [us](https://us.example) now.\n\n- one\n- two")

    assert first.lines == ((Words("Ask "), Words("us", "https://us.example"), Words(" now.")),)
    assert second.is_list
    assert [line[0].text for line in second.lines] == ["one", "two"]


def test_links_that_could_do_harm_are_found_and_never_become_links():
    text = "[a](javascript:alert) [b](//evil.example) [c](http://plain.example) [d](/fine/)"

    assert bad_links(text) == ("javascript:alert", "//evil.example", "http://plain.example")
    assert [words.href for words in blocks(text)[0].lines[0] if words.href] == ["/fine/"]


def test_placeholders_are_filled_and_unknown_ones_vanish():
    assert filled("Call {council.phone}{nothing}.", {"council.phone": "01632 1"}) == "Call 01632 1."
