"""Bytes of any character set, and HTML, as text that a database and a page may hold."""

import codecs
import re
from email.header import decode_header
from email.message import Message

from lxml import etree, html

#: Character sets that nobody writes letters in, and whose decoding may take for ever.
_NEVER = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
#: What letters say, and what is meant by it.
_MEANT = {"iso-8859-8-i": "iso-8859-8", "unicode-1-1-utf-7": "utf-7", "x-mac-roman": "mac-roman"}
_LONGEST_HEADER = 20_000
LONGEST_HTML = 2_000_000

_DROPPED = ("script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe")
_LINES = frozenset({"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer",
                    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol",
                    "p", "pre", "section", "table", "tr", "ul"})  # fmt: skip
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
#: How the parser keeps a byte that is no ASCII.
_ESCAPED = re.compile("[\udc80-\udcff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return a text without what no database holds and what turns the order of letters round."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROLS.sub("", sound.replace("\r\n", "\n").replace("\r", "\n"))


def decoded(content: bytes, charset: str) -> str:
    """Return bytes as text: by the set they name, else as most letters are written."""
    for name in (_known(charset), "utf-8"):
        if name:
            try:
                return clean(content.decode(name))
            except (UnicodeError, ValueError):
                continue
    return clean(content.decode("cp1252", "replace"))


def headers_of(message: Message, name: str) -> list[str]:
    """Return the headers of a name as they came, bytes that are no ASCII included."""
    asked = name.lower()
    return [str(value) for key, value in message.raw_items() if key.lower() == asked]


def header_of(message: Message, name: str) -> str:
    """Return the first header of a name as it came, or nothing."""
    return next(iter(headers_of(message, name)), "")


def header_words(raw: object) -> str:
    """Return a header as people read it, on one line."""
    text = str(raw)[:_LONGEST_HEADER]
    if _ESCAPED.search(text):
        text = decoded(text.encode("utf-8", "surrogateescape"), "")
    try:
        parts = decode_header(text)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is shown as it came
        parts = [(text, None)]
    words = "".join(
        part if isinstance(part, str) else decoded(part, charset or "") for part, charset in parts
    )
    return _BLANKS.sub(" ", clean(words).replace("\n", " ")).strip()


def text_of_html(markup: str) -> str:
    """Return what a page says, without anything that it might do; links keep their address."""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        tree = html.document_fromstring(markup[:LONGEST_HTML].encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            pieces += ["\n" if tag in _LINES else "", _one_line(element.text)]
        else:
            pieces += [_address(element, tag), "\n" if tag in _LINES else " " * (tag == "td")]
            pieces.append(_one_line(element.tail))
    lines = "".join(pieces).split("\n")
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


def _one_line(text: str | None) -> str:
    return _BLANKS.sub(" ", clean(text or "").replace("\n", " "))


def _address(element: html.HtmlElement, tag: str) -> str:
    """Return where a link leads, unless it says so itself."""
    href = str(element.get("href") or "").strip() if tag == "a" else ""
    said = "".join(element.itertext()).strip() if href else ""
    if not href.startswith(("http://", "https://", "mailto:")) or said in href:
        return ""
    return f" <{clean(href)}>"


def _known(charset: str) -> str:
    name = charset.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_MEANT.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("-", "_") in _NEVER else found
