"""BAI2 files of banks: read exactly, and refused with the line that is wrong."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.payments.reconciliation.bank_files import read_bank_file
from moothall.payments.reconciliation.read_lines import BankFileRefused, ReadLine

WHOLE = """\
01,BANK,NORTHVALE,261118,0700,1,80,,2/
02,NORTHVALE,BANK,1,261117,,GBP,2/
03,20304050,GBP,010,500000,,/
16,165,79500,0,B1,FAKEPAY,FAKEPAY LTD
88,SETTLEMENT 17 NOV
16,475,12000,V,261117,,B2,000123,CHEQUE PAID/
49,591500,5/
98,591500,1,7/
99,591500,1,9/
"""


def refused(text):
    with pytest.raises(BankFileRefused) as refusal:
        read_bank_file(text.encode(), {})
    return str(refusal.value)


def test_a_file_is_read_with_signs_days_and_continued_text():
    assert read_bank_file(WHOLE.encode(), {}) == [
        ReadLine(date(2026, 11, 17), 79_500, "FAKEPAY LTD SETTLEMENT 17 NOV FAKEPAY B1"),
        ReadLine(date(2026, 11, 17), -12_000, "CHEQUE PAID 000123 B2"),
    ]
    assert read_bank_file(b"\r\n" + WHOLE.replace("\n", "\r\n\r\n").encode(), {})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("16,475,12000", "16,475,12x00", "Line 6 "),
        ("16,475", "16,9q9", "Line 6 "),
        ("16,165", "17,165", "Line 3 "),
        ("03,20304050", "16,20304050", "Line 3 "),
        ("02,NORTHVALE,BANK,1,261117", "02,NORTHVALE,BANK,1,269917", "Line 2 "),
        (",80,,2/", ",80,,3/", "Line 1 "),
        ("\n99,591500,1,9/\n", "\n", "too early, at line 8"),
        ("49,591500,5/", "49,591501,5/", "totals"),
        ("98,591500,1,7/", "98,591500,1,8/", "totals"),
        ("20304050,GBP", "20304050,EUR", "EUR"),
        ("FAKEPAY LTD", "FAKEPAY £", "Line 4 "),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(old, new, said):
    assert old in WHOLE
    assert said in refused(WHOLE.replace(old, new))


def test_a_file_of_one_line_or_half_a_file_is_refused():
    lines = WHOLE.splitlines(keepends=True)
    for count in range(1, len(lines)):
        assert refused("".join(lines[:count]))


@given(
    amounts=st.lists(
        st.tuples(st.sampled_from(["165", "475"]), st.integers(1, 10**9)), min_size=1, max_size=9
    )
)
def test_every_amount_comes_out_as_it_went_in(amounts):
    total = sum(pence for _code, pence in amounts)
    details = [f"16,{code},{pence},,,,FAKEPAY {pence}/" for code, pence in amounts]
    count = len(details)
    text = "\n".join(
        [
            "01,BANK,NORTHVALE,261118,0700,1,,,2/", "02,NORTHVALE,BANK,1,261117,,GBP,2/",
            "03,20304050,GBP,,,,/", *details, f"49,{total},{count + 2}/",
            f"98,{total},1,{count + 4}/", f"99,{total},1,{count + 6}/",
        ]
    )  # fmt: skip

    read = read_bank_file(text.encode(), {})

    assert [line.pence for line in read] == [
        pence if code == "165" else -pence for code, pence in amounts
    ]


@given(st.text(alphabet="0123456789,/GBP \n", max_size=200))
def test_nothing_else_goes_wrong_with_nonsense(rest):
    with suppress(BankFileRefused):
        read_bank_file(f"01,{rest}".encode(), {})
