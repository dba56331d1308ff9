"""Budget files: YAML → Budget, with the line of everything that is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from tiia_cost.core.budget import Budget, Limits
from tiia_cost.errors import Problem, UsageError
from tiia_cost.inputs.amounts import parse_amount, parse_increase, parse_warn_at
from tiia_cost.inputs.yaml_model import read_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from tiia_cost.core.book import Finder, PriceBook
    from tiia_cost.errors import Place, Problems


def _by(parse: Callable[[str], Any]) -> PlainValidator:
    """Return what reads a scalar by a grammar of options; what is wrong by it is wrong in the file."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("expected-scalar", "expected-scalar")
        found = parse(value)
        if isinstance(found, Problem):
            raise PydanticCustomError(found.code, found.code, {**found.params})
        return found

    return PlainValidator(read)


_AMOUNT_SCHEMA = {"type": ["number", "string"], "minimum": 0}
_PERCENTAGE_SCHEMA = {"type": "string", "pattern": "^[0-9.]+ *[%％]$"}

Amount = Annotated[Decimal, _by(parse_amount), WithJsonSchema(_AMOUNT_SCHEMA)]
WarnAt = Annotated[Decimal, _by(parse_warn_at), WithJsonSchema(_PERCENTAGE_SCHEMA)]
# Any, because pydantic would look into the type of what is read, too.
MaxIncrease = Annotated[Any, _by(parse_increase), WithJsonSchema(_AMOUNT_SCHEMA)]


class AccountLimits(BaseModel):
    """What each account may cost, or what one may."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    monthly: Amount | None = Field(None, description="Each month's cost.")
    services: dict[str, Amount] = Field({}, description="Each month's cost of a service, by any of its names.")
    warn_at: WarnAt | None = Field(None, description="Above this share of a limit, a warning.")
    max_increase: MaxIncrease = Field(None, description="Growth of each month's cost against the baseline.")
    balance: Amount | None = Field(None, description="Opening balance: no bill and no freeze may fail.")


class BudgetFile(AccountLimits):
    """A budget for the costs of a usage forecast, checked by `tiia-cost check --budgets`."""

    total: Amount | None = Field(None, description="The cost of all months and accounts.")
    accounts: dict[str, AccountLimits] = Field({}, description="Limits of single accounts, in place of those for all.")


class BudgetRead(NamedTuple):
    """A budget, and what says where a path of it stands, None where it has no file."""

    budget: Budget
    find: Callable[[tuple[str, ...]], Place | None]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of budget files, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **BudgetFile.model_json_schema()}


def read_budget_file(path: str, book: PriceBook, problems: Problems) -> BudgetRead | None:
    """Return the budget in a file, or None if anything is wrong with it; what, goes to `problems`.

    Services are known by any name that `book` knows; whether the accounts are those of the usage is not asked here.
    """
    read = read_model(path, BudgetFile, problems)
    if read is None:
        return None
    file, find = read
    budget = Budget(_limits(file, (), book, find, problems), file.total, _accounts(file, book, find, problems))
    return BudgetRead(budget, find)


def _limits(limits: AccountLimits, path: tuple[str, ...], book: PriceBook, find: Finder, problems: Problems) -> Limits:
    services: dict[str, Decimal] = {}
    names: dict[str, str] = {}
    for name, amount in limits.services.items():
        place = find((*path, "services", name))
        try:
            service = book.resolve(name)
        except UsageError as error:
            problems.extend(error, place)
            continue
        if service in services:
            problems.add("key-means-the-same", place, name=name, first=names[service])
        services[service], names[service] = amount, name
    return Limits(limits.monthly, services, limits.max_increase, limits.balance, limits.warn_at)


def _accounts(file: BudgetFile, book: PriceBook, find: Finder, problems: Problems) -> dict[str | None, Limits]:
    accounts: dict[str | None, Limits] = {}
    names: dict[str, str] = {}
    for name, limits in file.accounts.items():
        account = " ".join(name.split())
        if account in accounts:
            problems.add("key-means-the-same", find(("accounts", name)), name=name, first=names[account])
        accounts[account], names[account] = _limits(limits, ("accounts", name), book, find, problems), name
    return accounts
