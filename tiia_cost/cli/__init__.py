"""The commands: options → inputs → core → report → exit status."""

import gc
import os

INTERRUPTED = 130
"""Exit status of an interrupted run. It ends without a word: whoever pressed Ctrl-C knows why."""


def main() -> int:
    """Run the command line and return its exit status."""
    # The price models want no plugins; to look for some, pydantic reads the metadata of everything installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    # Loading the libraries would set off many a search for garbage in cycles, and a run leaves none worth looking for.
    gc.disable()
    try:
        # Imported here, so that an interrupt while the libraries load is no traceback either.
        from tiia_cost.cli.app import run

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        gc.enable()
