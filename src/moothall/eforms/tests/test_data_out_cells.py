"""Lines of CSV that no spreadsheet runs."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.kernel.csv_cells import line_of, safe

DANGEROUS = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫"

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LIKE_A_FORMULA = st.builds(
    "{}{}{}".format, st.sampled_from(["", " ", "'", "''", "\ufeff", "\0", "\u200b ", "' "]),
    st.sampled_from(DANGEROUS), TEXT,
)  # fmt: skip
CELLS = st.lists(TEXT | LIKE_A_FORMULA, min_size=1, max_size=8)


def begins_like_a_formula(cell):
    """Tell whether a spreadsheet could take it for one, if it drops what nobody sees."""
    if cell.startswith(("\t", "\r", "\n")):
        return True
    seen = next((one for one in cell if one.isprintable() and not one.isspace()), "")
    return unicodedata.normalize("NFKC", seen) in {"=", "+", "-", "@"}


@pytest.mark.slow
@given(rows=st.lists(CELLS, min_size=1, max_size=5))
@settings(max_examples=300)
def test_no_cell_begins_like_a_formula_and_every_text_comes_back(rows):
    text = "".join(map(line_of, rows))

    parsed = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert not any(begins_like_a_formula(one) for row in parsed for one in row)
    assert [[without_apostrophe(one) for one in row] for row in parsed] == rows


def without_apostrophe(cell):
    """Take away the apostrophe that `safe` put there: where the rest would get one."""
    rest = cell[1:]
    return rest if cell.startswith("'") and safe(rest) != rest else cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 1632 960001", "'+44 1632 960001"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\u202a=1", "'\u202a=1"),
        ("＝１", "'＝１"),
        ("＋44", "'＋44"),
        ("  =1", "'  =1"),
        ("'=1", "''=1"),
        ("'tis the bin", "'tis the bin"),
        ("01632 960001", "01632 960001"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_only_what_looks_like_a_formula_gets_an_apostrophe(text, cell):
    assert safe(text) == cell


def test_a_line_is_as_rfc_4180_says():
    assert line_of(["a", 'say "b"', "c,d", "e\nf"]) == '"a","say ""b""","c,d","e\nf"\r\n'
