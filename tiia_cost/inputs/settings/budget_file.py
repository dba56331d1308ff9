"""Budget files: YAML → Budget, with the line of each problem."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from tiia_cost.core.budget import Budget, Limits
from tiia_cost.core.names import key
from tiia_cost.errors import Problem
from tiia_cost.inputs.settings.yaml_model import read_model
from tiia_cost.inputs.values.accounts import account_name, account_problem, known_spelling
from tiia_cost.inputs.values.amounts import parse_amount, parse_balance, parse_increase, parse_warn_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from tiia_cost.core.book import Finder, PriceBook
    from tiia_cost.errors import Problems


def _refusal(problem: Problem) -> PydanticCustomError:
    return PydanticCustomError(problem.code, problem.code, {**problem.params})


def _by(parse: Callable[[str], Any]) -> PlainValidator:
    """Return a validator that parses a scalar as an option does; a Problem of that parser becomes one of the file."""

    def read(value: object) -> object:
        parsed = parse(value) if isinstance(value, str) else Problem("expected-scalar", {})
        if isinstance(parsed, Problem):
            raise _refusal(parsed)
        return parsed

    return PlainValidator(read)


def _asked(info: ValidationInfo) -> dict[str, Any]:
    """Return the values that the file is checked against: the book, and the accounts of the usage."""
    return cast("dict[str, Any]", info.context)


def _service(name: str, info: ValidationInfo) -> str:
    """Return a name as it is written, if it means a service; raise its problem if not."""
    if not name.strip():
        raise _refusal(Problem("service-missing", {}))
    service = _asked(info)["book"].find(name)
    if isinstance(service, Problem):
        raise _refusal(service)
    return name


def _account(name: str, info: ValidationInfo) -> str:
    """Return a name as it is written, if it means an account of the usage; raise its problem if not."""
    problem = account_problem(account_name(name), _asked(info)["accounts"])
    if problem is not None:
        raise _refusal(problem)
    return name


_AMOUNT_SCHEMA = {"type": ["number", "string"], "minimum": 0}
_PERCENTAGE_SCHEMA = {"type": "string", "pattern": "^[0-9.]+ *[%％]$"}

Amount = Annotated[Decimal, _by(parse_amount), WithJsonSchema(_AMOUNT_SCHEMA)]
Balance = Annotated[Decimal, _by(parse_balance), WithJsonSchema(_AMOUNT_SCHEMA)]
WarnAt = Annotated[Decimal, _by(parse_warn_at), WithJsonSchema(_PERCENTAGE_SCHEMA)]
# Any, because pydantic would also check the type of the parsed value.
MaxIncrease = Annotated[Any, _by(parse_increase), WithJsonSchema(_AMOUNT_SCHEMA)]
ServiceName = Annotated[str, AfterValidator(_service)]
Account = Annotated[str, AfterValidator(_account)]


class AccountLimits(BaseModel):
    """Limits of each account, or of a single one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    monthly: Amount | None = Field(None, description="Each month's cost.")
    services: dict[ServiceName, Amount] = Field({}, description="Each month's cost of a service, by any of its names.")
    warn_at: WarnAt | None = Field(None, description="Above this share of a limit, a warning.")
    max_increase: MaxIncrease = Field(None, description="Growth of each month's cost against the baseline.")
    balance: Balance | None = Field(None, description="Opening balance: no bill and no freeze may fail.")


class BudgetFile(AccountLimits):
    """A budget for the costs of a usage forecast, checked by `tiia-cost check --budgets`."""

    total: Amount | None = Field(None, description="The cost of all months and accounts.")
    accounts: dict[Account, AccountLimits] = Field(
        {}, description="Limits of single accounts, in place of those for all."
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema of budget files, for editors."""
    from tiia_cost.inputs.settings.json_schema import schema_of  # noqa: PLC0415 - no other run needs it

    return schema_of(BudgetFile)


def read_budget_file(
    path: str, book: PriceBook, problems: Problems, *, accounts: AbstractSet[str | None] | None
) -> tuple[Budget, Finder] | None:
    """Read a budget file: return the budget and the finder of its places, or None if it has no budget.

    Problems go to `problems`. Services may have any name that `book` knows; `accounts` are those of the usage, None if
    that is not known.
    """
    read = read_model(path, BudgetFile, problems, {"book": book, "accounts": accounts})
    if read is None:
        return None
    file, find = read
    budget = Budget(
        _limits(file, (), book, find, problems), file.total, _accounts(file, book, find, problems, accounts)
    )
    return budget, find


def _limits(limits: AccountLimits, path: tuple[str, ...], book: PriceBook, find: Finder, problems: Problems) -> Limits:
    services: dict[str, Decimal] = {}
    names: dict[str, str] = {}
    for name, amount in limits.services.items():
        service = book.resolve(name)
        if service in services:
            problems.add("key-means-the-same", find((*path, "services", name)), name=name, first=names[service])
        services[service], names[service] = amount, name
    return Limits(limits.monthly, services, limits.max_increase, limits.balance, limits.warn_at)


def _accounts(
    file: BudgetFile, book: PriceBook, find: Finder, problems: Problems, known: AbstractSet[str | None] | None
) -> dict[str | None, Limits]:
    accounts: dict[str | None, Limits] = {}
    names: dict[str, str] = {}
    for name, limits in file.accounts.items():
        account = known_spelling(account_name(name), known)
        first = names.setdefault(key(account), name)
        if first != name:
            problems.add("key-means-the-same", find(("accounts", name)), name=name, first=first)
        accounts[account] = _limits(limits, ("accounts", name), book, find, problems)
    return accounts
