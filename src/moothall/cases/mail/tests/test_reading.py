"""Letters that are broken, hostile, or merely foreign."""

import base64
import struct

import pytest

from moothall.cases.mail.reading.letter import Report
from moothall.cases.mail.reading.parsing import MOST_TEXT, read_letter
from moothall.cases.mail.reading.reader import CouldNotRead, Reader
from moothall.cases.mail.tests.letters import letter

PARTS = {"Content_Type": "multipart/mixed; boundary=b"}


@pytest.mark.parametrize(
    ("content_type", "content", "text"),
    [
        ("text/plain; charset=iso-8859-1", "café".encode("latin-1"), "café"),
        ("text/plain; charset=windows-1252", "“Siân”".encode("cp1252"), "“Siân”"),
        ("text/plain; charset=x-unknown", "Siân".encode(), "Siân"),
        ("text/plain; charset=punycode", b"plain", "plain"),
        ("text/plain", "Siân".encode("cp1252"), "Siân"),
        ("text/plain; charset=utf-16", "Siân".encode("utf-16"), "Siân"),
    ],
)
def test_words_of_any_character_set(content_type, content, text):
    raw = f"From: a@example.org\r\nContent-Type: {content_type}\r\n\r\n".encode() + content

    assert read_letter(raw).text == text


def test_html_becomes_text_and_runs_nothing():
    raw = letter(
        "<html><head><style>p{}</style></head><body onload='x()'><p>Dear <b>all</b>,</p>"
        "<script>alert(1)</script><img src='http://spy.test/x'><ul><li>one<li>two</ul>"
        "<a href='https://example.org/form'>the form</a><a href='javascript:x()'>no</a></body>",
        Content_Type="text/html",
    )

    text = read_letter(raw).text

    assert "Dear all," in text
    assert "the form <https://example.org/form>" in text
    assert not {"alert", "spy", "javascript", "p{}"} & set(text.replace("(", " ").split())


def test_a_letter_within_a_letter_is_read_under_its_heading():
    inner = "From: old@example.org\r\nSubject: Earlier\r\n\r\nOld words\r\n"
    raw = letter(
        "--b\r\n\r\nNew words\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--b--",
        **PARTS,
    )

    text = read_letter(raw).text

    assert text.startswith("New words")
    assert "From: old@example.org\nSubject: Earlier\n\nOld words" in text


def test_winmail_dat_is_unpacked():
    def attribute(level, kind, value):
        return struct.pack("<BII", level, kind, len(value)) + value + b"\0\0"

    packed = struct.pack("<IH", 0x223E9F78, 1) + attribute(2, 0x69002, b"x" * 14)
    packed += attribute(2, 0x18010, b"plan.txt\0") + attribute(2, 0x6800F, b"the plan")
    raw = letter(
        "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(packed).decode()
        + "\r\n--b--",
        **PARTS,
    )  # fmt: skip

    assert [(one.name, one.content) for one in read_letter(raw).files] == [
        ("plan.txt", b"the plan")
    ]


def test_a_broken_winmail_dat_stays_a_file():
    raw = letter("nonsense", Content_Type="application/ms-tnef; name=winmail.dat")

    found = read_letter(raw)

    assert ([one.name for one in found.files], found.problems) == (
        ["winmail.dat"], ("broken-winmail",),
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"no headers at all",
        b"From: \xff\xfe <@@>\r\nSubject: =?utf-8?b?%%%?=\r\nDate: never\r\n\r\n\x00\x01",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\n--b",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"Subject: " + b"x" * 500_000 + b"\r\n\r\nhi",
        b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\nhi",
    ],
)
def test_whatever_is_broken_is_read_as_far_as_it_goes(raw):
    found = read_letter(raw)

    assert "\x00" not in found.text + found.subject
    assert len(found.subject) <= 500


def test_many_and_deep_parts_are_left_where_they_are():
    many = letter("--b\r\n\r\nx\r\n" * 300 + "--b--", **PARTS)
    assert "too-many-parts" in read_letter(many).problems

    deep = b"Subject: deep\r\n"
    for level in range(20):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
    assert "too-many-parts" in read_letter(deep + b"\r\n\r\nx").problems

    assert len(read_letter(letter("x" * (MOST_TEXT + 10))).text) == MOST_TEXT


@pytest.mark.slow
def test_the_reader_lives_on_after_one_that_takes_too_long():
    with Reader(patience=0.0) as hurried, pytest.raises(CouldNotRead):
        hurried.read(letter())
    with Reader() as reader:
        assert reader.read(letter("one")).text == "one"
        assert reader.read(letter("two")).text == "two"


@pytest.mark.parametrize("newer", ["", "global-"])
def test_a_report_says_which_letter_came_back(newer):
    returned = "message/global" if newer else "message/rfc822"
    raw = letter(
        "--b\r\n\r\nSorry\r\n"
        f"--b\r\nContent-Type: message/{newer}delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx\r\n\r\n"
        "Final-Recipient: rfc822; Gone@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: {returned}\r\n\r\nMessage-ID: <ours@x>\r\n\r\nhi\r\n--b--",
        Content_Type="multipart/report; report-type=delivery-status; boundary=b",
    )

    assert read_letter(raw).report == Report("ours@x", "gone@example.org", "failed", "5.1.1")
