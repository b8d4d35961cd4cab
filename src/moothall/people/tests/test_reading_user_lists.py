"""User lists as older sites write them, and names that may be one person's."""

import pytest

from moothall.people.user_lists import reading
from moothall.people.user_lists.likeness import are_alike


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found(delimiter, encoding):
    rows = (("ID", "E-mail address", "Full name"), ("7", "a@b.test", "Siân Ô"))
    text = "".join(delimiter.join(row) + "\r\n" for row in rows)

    found = reading.read(text.encode(encoding), site="Library")

    assert [
        (one.number, one.email, one.name, one.external_id, one.site) for one in found.lines
    ] == [(2, "a@b.test", "Siân Ô", "7", "Library")]


def test_names_in_two_columns_values_in_quotes_and_welsh_headings_are_read():
    found = reading.read(
        b'id;enw cyntaf;cyfenw;ebost;safle\n"1;2";Rhian;"Evans\nJones";A@B.test;Llyfrgell\n'
    )

    assert [(one.external_id, one.name, one.email) for one in found.lines] == [
        ("1;2", "Rhian Evans Jones", "a@b.test")
    ]


def test_every_bad_line_is_told_with_its_number_and_why():
    found = reading.read(
        b"email,name,id,site\n"
        b"not-an-address,A,1,Library\n"
        b",B,2,Library\n"
        b"c@b.test,C,,Library\n"
        b"d@b.test,D,4,\n"
        b"e@b.test,E,5,Library,more\n"
        b'"f@b.test","F\nG",6,Library\n'
        b"g@b.test,G,6,Library\n"
        b"h@b.test," + b"H" * 201 + b",7,Library\n"
        b"\n"
        b"i@b.test,I,8,Library\n"
    )

    assert found.lines == ()
    assert [(one.line, one.reason) for one in found.mistakes] == [
        (2, "The email address is not one"),
        (3, "There is no email address"),
        (4, "There is no id"),
        (5, "There is no site"),
        (6, "There are more values than columns"),
        (9, "The same id stands on line 7 with other details"),
        (10, "A value is too long"),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04\x00\x00", "This is not a text file. Save the list as CSV."),
        (b"name,phone\nA,1\n", "These are missing: email, id."),
        (b"email,id\na@b.test,1\n", "These are missing: name."),
        (b"email,name,id,site\n", "There are no users in the file."),
        (b'email,name,id,site\na@b.test,"A"x,1,S\n', "Line 2 cannot be read"),
    ],
)
def test_what_is_no_user_list_is_refused(content, why):
    with pytest.raises(reading.Unreadable, match=why.replace(".", r"\.")):
        reading.read(content, site="Library")


def test_a_file_without_sites_needs_one_to_be_named():
    with pytest.raises(reading.Unreadable, match="does not say of which site"):
        reading.read(b"email,name,id\na@b.test,A,1\n")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("rhian evans", "r evans", True),
        ("rhian evans", "rhian mair evans", True),
        ("rhian evans", "rhiann evans", True),
        ("rhian evans", "", True),
        ("rhian evans", "tomos evans", False),
        ("rhian evans", "rhodri evans", False),
        ("rhian evans", "tomos price", False),
    ],
)
def test_names_that_may_be_one_persons(one, other, alike):
    assert are_alike(one, other) is alike
    assert are_alike(other, one) is alike
