"""The scanner, spoken to as clamd is."""

import re
import socket
import struct

import pytest

from simulators.clamd.door import LARGEST_STREAM, TEST_VIRUS
from simulators.tests.program import Program


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    program = Program("clamd", tmp_path_factory.mktemp("clamd"), ("--clamd-port", "0")).start()
    yield program
    program.end()


@pytest.fixture
def scanner(running):
    running.control(calm=True, empty=True)
    return running


def say(program, words):
    port = int(re.search(r"tcp://[^:]+:(\d+)", program.ready_line)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(words)
        answer = b""
        while piece := line.recv(4096):
            answer += piece
        return answer


def stream(content, prefix=b"z", end=b"\0"):
    pieces = [content[at : at + 1000] for at in range(0, len(content), 1000)]
    sent = b"".join(struct.pack(">I", len(piece)) + piece for piece in pieces)
    return prefix + b"INSTREAM" + end + sent + struct.pack(">I", 0)


def test_it_answers_in_the_form_in_which_it_is_asked(scanner):
    assert say(scanner, b"zPING\0") == b"PONG\0"
    assert say(scanner, b"nPING\n") == b"PONG\n"
    assert say(scanner, b"zSTATS\0") == b"UNKNOWN COMMAND\0"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", b"stream: OK"),
        (b"words" * 1000, b"stream: OK"),
        (b"x" * 980 + TEST_VIRUS, b"stream: Eicar-Test-Signature FOUND"),
    ],
)
def test_it_finds_the_test_virus_and_nothing_else(scanner, content, said):
    assert say(scanner, stream(content)) == said + b"\0"
    assert say(scanner, stream(content, b"n", b"\n")) == said + b"\n"
    assert len(scanner.get("/_scans.json").json()["scans"]) == 2


def test_it_refuses_what_is_too_large(scanner):
    length = struct.pack(">I", LARGEST_STREAM + 1)

    assert say(scanner, b"zINSTREAM\0" + length) == b"INSTREAM size limit exceeded. ERROR\0"


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"down": 1}, b""),
        ({"find": {"virus": "Doc.Trojan", "times": 1}}, b"stream: Doc.Trojan FOUND\0"),
        ({"too_large": 1}, b"INSTREAM size limit exceeded. ERROR\0"),
        ({"nonsense": 1}, b"Good morning\0"),
    ],
)
def test_it_does_as_it_is_told_once(scanner, trouble, said):
    scanner.control(**trouble)

    try:
        assert say(scanner, stream(b"words")) == said
    except ConnectionResetError:
        assert said == b""
    assert say(scanner, stream(b"words")) == b"stream: OK\0"
