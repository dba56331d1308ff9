"""``tiia-cost budgets``: validate budget files, print their schema."""

from __future__ import annotations

from typing import Annotated

from tiia_cost.cli import completion
from tiia_cost.cli.command import Command, command, group
from tiia_cost.cli.options import Files as Outputs
from tiia_cost.cli.options import OutputOptions, Prices, Quiet
from tiia_cost.cli.output import Result
from tiia_cost.cli.parameters import Lang, argument
from tiia_cost.cli.run import Run

budgets = group()

Files = Annotated[list[str], argument("FILE...", "option-budget-files", complete=completion.settings)]


@budgets.command(cls=Command)
@command
def validate(files: Files, prices: Prices = None, lang: Lang = None, quiet: Quiet = False) -> Result:
    """Check budget files, each on its own, and report every mistake with its line.

    Names of services are those of the price lists; names of accounts are known only where there is usage, in check.
    """
    from tiia_cost.errors import InputError
    from tiia_cost.inputs.settings.budget import BudgetOptions, read_budget
    from tiia_cost.reports.budgets import limits_of_file

    run = Run(OutputOptions(lang=lang, quiet=quiet))
    book = run.book(prices)
    checked = [
        (file, read_budget(BudgetOptions(budgets=file), book, run.problems, accounts=None, has_baseline=None))
        for file in files
    ]
    run.problems.raise_if_any(InputError)
    return run.result("".join(f"{limits_of_file(file, budget, run.lang)}\n" for file, budget in checked))


@budgets.command(cls=Command)
@command
def schema(output: Outputs = None, lang: Lang = None, quiet: Quiet = False) -> Result:
    """Print the JSON Schema of budget files, for editors."""
    from tiia_cost.errors import OptionError
    from tiia_cost.formats.json import plain
    from tiia_cost.inputs.settings.budget_file import schema as budget_file_schema

    run = Run(OutputOptions("json", output, lang, quiet))
    run.problems.raise_if_any(OptionError)
    return run.result(plain(budget_file_schema()))
