"""The commands: options → inputs → core → report → exit status."""

from tiia_cost.cli.app import main

__all__ = ["main"]
