"""Bills as PDF: one page of plain lines, small enough to be written by hand."""

from collections.abc import Sequence

from simulators.revenues.accounts import Account
from simulators.revenues.ledgers import Bill

_PAGE = "/MediaBox [0 0 595 842]"
_FONT = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"


def bill_as_pdf(account: Account, bill: Bill) -> bytes:
    """Return a bill as a document of one page."""
    names = " and ".join(str(party.name) for party in account.parties if not party.ended_on)
    return pdf_of(
        (
            account.authority.name,
            f"Bill for {bill.period}",
            "",
            names,
            *account.address,
            account.postcode,
            "",
            f"Account: {account.reference}",
            f"Issued: {bill.issued_on:%-d %B %Y}",
            f"Amount: £{bill.pence / 100:,.2f}",
        )
    )


def pdf_of(lines: Sequence[str]) -> bytes:
    """Return lines of text as a PDF, one below the other."""
    written = b" T* ".join(b"(" + _escaped(line) + b") Tj" for line in lines)
    text = b"BT /F1 12 Tf 18 TL 60 760 Td " + written + b" ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {_PAGE} /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        f"<< {_FONT} >>".encode(),
    )
    document, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return document + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (count, table, count, len(document))
    )


def _escaped(line: str) -> bytes:
    plain = line.encode("cp1252", "replace")
    return plain.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
