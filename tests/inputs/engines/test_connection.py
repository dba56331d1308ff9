"""Connection to DuckDB: how a statement ends."""

import subprocess
import sys

import pytest

from tests.conftest import HANGS

ENDLESS = "select sum(a.i * b.i) from range(1000000000) as a (i), range(1000000000) as b (i)"

INTERRUPTS_ITSELF = f"""
import os, signal
from threading import Thread

from tiia_cost.inputs.engines.duckdb.connection import connected

signal.signal(signal.SIGINT, signal.default_int_handler)

def interrupt():
    while connection.query_progress() < 0:
        pass
    os.kill(os.getpid(), signal.SIGINT)

try:
    with connected() as connection:
        # With more threads DuckDB may wait for another one, and does not look for signals while it does.
        connection.execute("set threads = 1")
        Thread(target=interrupt).start()
        connection.execute("{ENDLESS}")
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.process
def test_an_interrupt_of_a_statement_in_the_main_thread_is_an_interrupt_to_the_caller() -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTS_ITSELF], capture_output=True, text=True, timeout=HANGS, check=False
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
