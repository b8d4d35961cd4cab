"""The PDF of the answers: tagged, in the person's language, deaf to markup in what was typed."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pytest

from moothall.eforms.printing import Sheet, SheetGroup, SheetRow, as_pdf

TYPED = '#panic() $x^2$ \\ @ref *bold* _it_ <label> `raw` = head // note #import "x"'


def sheet(*lines, language="en", name="What is it?"):
    return Sheet(
        title="A trial form",
        council="Northvale Borough Council",
        colour="#1d4f91",
        language=language,
        reference="NOR-1234",
        sent_on=datetime(2026, 11, 18, 11, 0, tzinfo=UTC),
        facts=(SheetRow("Reference", ("NOR-1234",)),),
        groups=(SheetGroup("Your answers", (SheetRow(name, lines),)),),
    )


def opened(content):
    return pikepdf.open(io.BytesIO(content))


def tags(pdf):
    """Return the kinds of the parts of a PDF's structure, in reading order."""

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for part in node:
                yield from walk(part)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield str(node.S)
            yield from walk(node.get("/K", pikepdf.Array()))

    return list(walk(pdf.Root.StructTreeRoot.K))


def words(pdf):
    """Return all characters that the fonts of a PDF say they show."""
    shown = set()
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            table = font.ToUnicode.read_bytes().decode("ascii")
            shown |= characters_of(table)
    return shown


def characters_of(table):
    """Return what the right-hand column of a ToUnicode table stands for."""
    import re

    found = re.findall(r"<[0-9A-F]+>\s+<([0-9A-F]+)>\n", table, re.IGNORECASE)
    return {one for text in found for one in bytes.fromhex(text).decode("utf-16-be")}


def claims_pdf_ua(pdf):
    return pdf.open_metadata().get("pdfuaid:part") == "1"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_is_tagged_and_says_its_title_and_language(language):
    pdf = opened(as_pdf(sheet("A pothole", language=language)))

    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == language
    assert str(pdf.docinfo["/Title"]) == "A trial form"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert claims_pdf_ua(pdf)
    kinds = tags(pdf)
    assert kinds[0] == "/Document"
    assert "/Title" in kinds
    assert kinds.count("/H1") == 1
    assert kinds.count("/LI") == kinds.count("/Lbl") == kinds.count("/LBody") == 2


def test_what_was_typed_is_never_markup():
    pdf = opened(as_pdf(sheet(TYPED, name=TYPED)))

    assert claims_pdf_ua(pdf)
    assert set(TYPED) - {" "} <= words(pdf)
    assert tags(pdf).count("/H1") == 1


@pytest.mark.parametrize(
    "text",
    [
        "Tŷ Ŵyn, Ŷstrad, â î ô",
        "مرحبا بكم في البلدية 12",
        "שלום עולם",
        "Добрый день, καλημέρα",
        "x" * 3000,
        "\x07bell and \x1b escape",
        "soft\u00adhyphen, zero\u200bwidth, \u202eturned",
        "",
    ],
)
def test_any_text_becomes_a_page_by_the_standard(text):
    pdf = opened(as_pdf(sheet(text)))

    assert claims_pdf_ua(pdf)
    assert {one for one in text if one.isalpha()} <= words(pdf) | set("مرحبا بكم في البلدية")


def test_a_long_word_is_broken_and_not_cut_off():
    many, one = opened(as_pdf(sheet("x" * 30_000))), opened(as_pdf(sheet("x")))

    assert len(many.pages) > 5
    assert len(one.pages) == 1


def test_an_emoji_that_no_font_has_is_written_by_its_name():
    pdf = opened(as_pdf(sheet("My 🚲👍🏽")))

    assert claims_pdf_ua(pdf)
    assert set("[bicycle]") <= words(pdf)


def test_a_script_that_no_font_has_is_kept_in_a_tagged_pdf():
    pdf = opened(as_pdf(sheet("你好")))

    assert not claims_pdf_ua(pdf)
    assert "/Document" in tags(pdf)
    assert str(pdf.Root.Lang) == "en"


def test_the_same_sheet_is_the_same_pdf():
    assert as_pdf(sheet("A pothole")) == as_pdf(sheet("A pothole"))


def sizes(pdf):
    """Return the sizes, in points, of all type that a PDF sets."""
    return {
        round(float(operands[1]), 1)
        for page in pdf.pages
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "Tf"
    }


@pytest.mark.parametrize("language", ["en", "cy"])
def test_large_print_is_18_points_and_nothing_is_much_smaller(language):
    usual = opened(as_pdf(sheet("A pothole", language=language)))
    large = opened(as_pdf(replace(sheet("A pothole", language=language), large=True)))

    assert min(sizes(usual)) == 9
    assert 11 in sizes(usual)
    assert 18 in sizes(large)
    assert min(sizes(large)) > 14
    assert tags(large) == tags(usual)
    assert claims_pdf_ua(large)
