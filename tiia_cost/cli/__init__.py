"""The commands: options → inputs → core → report → exit status."""

import gc
import os

INTERRUPTED = 130
"""Exit status of an interrupted run. No message is printed: whoever pressed Ctrl-C knows why."""


def main() -> int:
    """Run the command line and return its exit status."""
    # The price models use no plugins. Looking for them, pydantic would read the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    # Loading the libraries would trigger the garbage collector many times; a run leaves no cycles worth collecting.
    gc.disable()
    try:
        # Imported here, so that an interrupt while the libraries load gives no traceback either.
        from tiia_cost.cli.app import run

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        gc.enable()
