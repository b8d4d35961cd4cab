"""The banks' reports, and what is none."""

from datetime import date

import pytest

from moothall.payments.direct_debit.ports import AdviceKind, ReportRefused
from moothall.payments.direct_debit.suppliers.standard18.reports import read_report

USER = "654321"
ARUDD = """<?xml version="1.0"?><BACSDocument><Data><ARUDD>
<Header currentProcessingDate="2027-01-18"/>
<ServiceLicenseInformation userName="NORTHVALE" userNumber="654321"/>
<Advice><OriginatingAccountRecords><OriginatingAccountRecord>
<ReturnedDebitItem ref="{reference}" transCode="17" returnCode="{code}"
 returnDescription="{words}" originalProcessingDate="2027-01-15" valueOf="{value}" currency="GBP">
<PayerAccount number="55779911" ref="x" name="R" sortCode="20-00-00"/></ReturnedDebitItem>
</OriginatingAccountRecord></OriginatingAccountRecords></Advice></ARUDD></Data></BACSDocument>"""
MESSAGES = """<BACSDocument><Data><MessagingAdvices>
<MessagingAdvice user-number="654321" record-type="{type}" effective-date="2027-01-20"
 reference="{reference}" payer-name="R EVANS" payer-sort-code="200000"
 payer-account-number="55779911" reason-code="{code}" {more}/>
</MessagingAdvices></Data></BACSDocument>"""
DDICA = """<VocaDocument><Data><Document><ServiceUserNumber>654321</ServiceUserNumber>
<NewAdvices><DDICAdvice><SeqNo>1</SeqNo><PayingBankReference>{claim}</PayingBankReference>
<SUReference>{reference}</SUReference><ReasonCode>{code}</ReasonCode>
<TotalAmount>{value}</TotalAmount><DDCollections><DDCollection>
<DateOfDirectDebit>2027-01-15</DateOfDirectDebit><Amount>{value}</Amount></DDCollection>
</DDCollections></DDICAdvice><DateOfDebit>2027-02-05</DateOfDebit></NewAdvices>
</Document></Data></VocaDocument>"""


def arudd(reference, code="0", words="REFER TO PAYER", value="40.00"):
    return ARUDD.format(reference=reference, code=code, words=words, value=value).encode()


def messages(reference, code, kind="A", more=""):
    return MESSAGES.format(reference=reference, code=code, type=kind, more=more).encode()


def ddica(reference, claim="BANK1", code="2", value="40.00"):
    return DDICA.format(reference=reference, claim=claim, code=code, value=value).encode()


@pytest.mark.parametrize(
    ("code", "words", "short"),
    [("0", "", "0"), ("1012", "INSTRUCTION CANCELLED", "1"), ("b", "x", "B"),
     ("1010", "Refer to Payer", "0")],
)  # fmt: skip
def test_unpaid_debits_are_read_with_the_schemes_code(code, words, short):
    [line] = read_report(arudd("NORX", code, words), USER)

    assert (line.kind, line.code, line.amount_pence) == (AdviceKind.UNPAID, short, 4000)
    assert (line.original_on, line.effective_on) == (date(2027, 1, 15), date(2027, 1, 18))


def test_changes_and_refusals_are_told_apart():
    [changed] = read_report(
        messages("NORX", "3", more='payer-new-sort-code="30-00-01" '
                 'payer-new-account-number="01234567"'), USER
    )  # fmt: skip
    [refused] = read_report(messages("NORX", "5", "N"), USER)

    assert (changed.kind, changed.new_details.sort_code) == (AdviceKind.AMENDED, "300001")
    assert (refused.kind, refused.new_details) == (AdviceKind.REFUSED, None)
    assert "01234567" not in repr(changed)


def test_claims_are_read():
    [line] = read_report(ddica("NORX"), USER)

    assert (line.kind, line.claim_reference, line.amount_pence, line.effective_on) == (
        AdviceKind.INDEMNITY, "BANK1", 4000, date(2027, 2, 5),
    )  # fmt: skip


def test_the_same_line_has_the_same_identity_and_another_another():
    assert read_report(arudd("A"), USER) == read_report(arudd("A"), USER)
    lines = [arudd("A"), arudd("B"), arudd("A", value="41"), messages("A", "1"), ddica("A")]
    assert len({read_report(one, USER)[0].identity for one in lines}) == 5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a/>",
        arudd("A").replace(b"654321", b"111111"),
        arudd("A", code="9999", words="SOMETHING NEW"),
        arudd("A", value="lots"),
        messages("A", "1").replace(b"2027-01-20", b"soon"),
        ddica("A").replace(b"ServiceUserNumber", b"Other"),
        ddica(""),
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + messages("&a;", "1"),
    ],
)
def test_what_lacks_something_or_is_anothers_is_refused_whole(content):
    with pytest.raises(ReportRefused):
        read_report(content, USER)
