"""A virus scanner at the other end: the simulator, as the program that it is."""

import re

import pytest

from simulators.tests.program import Program


@pytest.fixture(scope="session")
def running_clamd(tmp_path_factory):
    program = Program("clamd", tmp_path_factory.mktemp("clamd"), ("--clamd-port", "0")).start()
    yield program
    program.end()


@pytest.fixture
def clamd(running_clamd, settings):
    running_clamd.control(calm=True, empty=True)
    settings.MOOTHALL_CLAMD = re.search(r"tcp://\S+", running_clamd.ready_line)[0]
    return running_clamd
