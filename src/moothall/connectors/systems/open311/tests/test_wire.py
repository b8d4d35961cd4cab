import pytest

from moothall.connectors.systems.open311.wire import Unreadable, errors_in, read_list, text


def test_a_list_of_one_none_and_many_is_read_in_json():
    assert read_list("[]", is_xml=False, item="request") == []
    assert read_list('[{"a": 1}]', is_xml=False, item="request") == [{"a": 1}]
    assert len(read_list('[{"a": 1}, {"a": 2}]', is_xml=False, item="request")) == 2


def test_a_bare_object_and_a_wrapped_list_are_read_too():
    assert read_list('{"service_request_id": "7"}', is_xml=False, item="request") == [
        {"service_request_id": "7"}
    ]
    assert read_list('{"requests": [{"a": 1}]}', is_xml=False, item="request") == [{"a": 1}]


def test_an_object_with_a_list_of_its_own_is_one_item():
    body = '{"media_url": [], "service_request_id": "7"}'

    assert read_list(body, is_xml=False, item="request")[0]["service_request_id"] == "7"


@pytest.mark.parametrize(
    ("body", "is_xml"),
    [
        ('\ufeff[{"token": "ŵ"}]', False),
        ("\ufeff<requests><request><token>ŵ</token></request></requests>", True),
        (
            '<?xml version="1.0" encoding="ISO-8859-1"?><r><request><token>ŵ</token></request></r>',
            True,
        ),
    ],
)
def test_marks_of_how_an_answer_was_written_do_not_spoil_it(body, is_xml):
    assert read_list(body, is_xml=is_xml, item="request") == [{"token": "ŵ"}]


def test_a_list_of_one_none_and_many_is_read_in_xml():
    entry = "<request><service_request_id>7</service_request_id></request>"
    one = f"<service_requests>{entry}</service_requests>"

    assert read_list("<service_requests/>", is_xml=True, item="request") == []
    assert read_list(one, is_xml=True, item="request") == [{"service_request_id": "7"}]
    assert (
        len(
            read_list(
                one.replace("</request>", "</request><request/>"), is_xml=True, item="request"
            )
        )
        == 2
    )


@pytest.mark.parametrize(
    "body", ["<html><body>Log in</body></html>", "", "null", "[1]", "<a", "[" * 100_000]
)
@pytest.mark.parametrize("is_xml", [True, False])
def test_what_is_not_in_the_standards_shape_is_refused(body, is_xml):
    with pytest.raises(Unreadable):
        read_list(body, is_xml=is_xml, item="request")


def test_entities_that_reach_for_files_are_refused():
    body = (
        '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<service_requests><request><token>&f;</token></request></service_requests>"
    )

    with pytest.raises(Unreadable):
        read_list(body, is_xml=True, item="request")


@pytest.mark.parametrize(
    ("value", "kept"),
    [(None, ""), (7, "7"), (" a ", "a"), ("a\0b", "ab"), ("a\ud800", "a?"), ("ŵ", "ŵ")],
)
def test_a_value_becomes_text_that_a_database_keeps(value, kept):
    assert text({"it": value}, "it") == kept


def test_errors_are_read_in_both_formats():
    assert errors_in('[{"code": 400, "description": "No lat"}]', is_xml=False) == "No lat"
    xml = "<errors><error><code>400</code><description>No lat</description></error></errors>"
    assert errors_in(xml, is_xml=True) == "No lat"
    assert errors_in("<html/>", is_xml=True) == ""
