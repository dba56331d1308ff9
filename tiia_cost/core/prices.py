"""Models of a price file, checked by pydantic and immutable, so that a price list is always valid.

Every scalar arrives as text, exactly as it stands in the file, and is converted here; YAML's own types are a trap
(``010`` would be 8, ``2.50`` a float). An error has a code of ``messages`` as its pydantic error type.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError

from tiia_cost.core.consistency import disagreements
from tiia_cost.core.months import Month
from tiia_cost.core.tariff import Tariff
from tiia_cost.core.usage import MAX_CALLS
from tiia_cost.messages import is_printable

_WHOLE = r"[0-9]{1,3}(?:_[0-9]{3})+|[0-9]{1,19}"
# Up to twelve digits on either side: no real price has more, and the limit keeps all arithmetic small.
_DECIMAL = r"[0-9]{1,12}(?:\.[0-9]{1,12})?"


def _refuse(code: str, **params: object) -> PydanticCustomError:
    return PydanticCustomError(code, code, params)


def _number(pattern: str, code: str, value: object) -> str:
    """Return the digits of a number that matches `pattern`; otherwise raise an error.

    The error has the code `code`, or a more precise one if the value is empty or negative.
    """
    text = str(value).strip() if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else ""
    if not text and isinstance(value, str):
        raise _refuse("value-missing")
    if re.fullmatch(r"-[0-9_.]+", text):
        raise _refuse("negative-number", value=text)
    if not re.fullmatch(pattern, text):
        raise _refuse(code, value=text or str(value))
    return text


def _whole(value: object) -> int:
    number = int(_number(_WHOLE, "not-a-whole-number", value))
    if number > MAX_CALLS:
        raise _refuse("count-too-large", value=str(value))
    return number


def _positive(value: object) -> int:
    number = _whole(value)
    if number == 0:
        raise _refuse("not-above-zero", value=str(value))
    return number


def _decimal(value: object) -> Decimal:
    return Decimal(_number(_DECIMAL, "not-a-price", value))


def _date(value: object) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
            return datetime.date.fromisoformat(str(value))
    except ValueError:
        pass
    raise _refuse("not-a-date", value=str(value))


def _label(value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        raise _refuse("expected-text")
    if not is_printable(text):
        raise _refuse("control-character", value=text)
    return text


def _identifier(value: object) -> str:
    text = _label(value)
    # Spreadsheets take a cell that starts with =, +, - or @ for a formula; `=` also ends a name in arguments.
    if not re.fullmatch(r"[^\W_][\w.-]*", text):
        raise _refuse("not-an-id", value=text)
    return text


def _schema(*types: str, **rules: object) -> WithJsonSchema:
    return WithJsonSchema({"type": list(types) if len(types) > 1 else types[0], **rules})


_WHOLE_SCHEMA = _schema("integer", "string", minimum=0, maximum=MAX_CALLS, pattern=f"^(?:{_WHOLE})$")

Calls = Annotated[int, BeforeValidator(_whole), _WHOLE_SCHEMA]
PerCalls = Annotated[
    int,
    BeforeValidator(_positive),
    _schema("integer", "string", minimum=1, maximum=MAX_CALLS, pattern=f"^(?:{_WHOLE})$"),
]
Price = Annotated[Decimal, BeforeValidator(_decimal), _schema("number", "string", minimum=0, pattern=f"^{_DECIMAL}$")]
Day = Annotated[
    datetime.date, BeforeValidator(_date), _schema("string", format="date", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
]
Label = Annotated[str, BeforeValidator(_label), _schema("string", minLength=1)]
Identifier = Annotated[str, BeforeValidator(_identifier), _schema("string", pattern=r"^[^\W_][\w.-]*$")]

TierMode = Literal["volume", "graduated"]
TierBasis = Literal["total", "billable"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Model):
    """A name or sentence in both languages; a plain text stands for both."""

    en: Label
    zh: Label

    @model_validator(mode="before")
    @classmethod
    def _plain_text_is_both(cls, value: object) -> object:
        return {"en": value, "zh": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return a JSON schema that allows both forms, plain text and a mapping, for editors."""
        return {"anyOf": [{"type": "string", "minLength": 1}, handler.resolve_ref_schema(handler(schema))]}

    def both(self) -> dict[str, str]:
        """Return the texts by language, as a message parameter."""
        return {"en": self.en, "zh": self.zh}


class Freeze(_Model):
    """Amount that a settlement freezes for the next month: `rate` × the month's list cost or cost (rule 8)."""

    basis: Literal["list_cost", "cost"]
    rate: Price


class Tiers(_Model):
    """Boundaries between tiers, in calls: each tier starts at one (`from`) or ends at one (`up_to`)."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["from"]}, {"required": ["up_to"]}]},
    )

    from_: tuple[Calls, ...] = Field((), alias="from", json_schema_extra={"minItems": 1})
    up_to: tuple[Calls, ...] = ()

    @model_validator(mode="after")
    def _one_kind_that_rises(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise _refuse("tiers-need-one-key")
        if "from_" in self.model_fields_set:
            if self.from_[:1] != (0,):
                raise _refuse("first-tier-not-from-zero")
            rising = self.from_
        else:
            rising = (0, *self.up_to)
        for lower, upper in pairwise(rising):
            if upper <= lower:
                raise _refuse("bounds-do-not-rise", lower=lower, upper=upper)
        return self

    @property
    def upper_included(self) -> bool:
        """True if a count on a tier boundary still belongs to the lower tier (rule 3)."""
        return "up_to" in self.model_fields_set

    @property
    def bounds(self) -> tuple[int, ...]:
        """Boundaries between tiers, in calls: one fewer than there are tiers."""
        return self.up_to if self.upper_included else self.from_[1:]


class Named(_Model):
    """Names that users may write for a service instead of its id."""

    name: Text
    aliases: tuple[Label, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Return the name in both languages and the aliases."""
        return (self.name.en, self.name.zh, *self.aliases)


class Service(Named):
    """One row of the price list. `prices` has one price per tier, for `per` calls; the rest overrides the list."""

    prices: tuple[Price, ...]
    group: Text | None = None
    tier_mode: TierMode | None = None
    tier_basis: TierBasis | None = None
    per: PerCalls | None = None
    free_quota: Calls | None = None
    freeze: Freeze | None = None
    tiers: Tiers | None = None


class Unpriced(Named):
    """A service that the vendor offers but does not price; `reason` says why."""

    reason: Text


class PriceList(_Model):
    """A dated list of prices, as one price file holds it. Immutable, and always valid.

    It is made from plain data (mappings, lists and text); all errors in the data are raised at once as one pydantic
    ``ValidationError``.
    """

    name: Identifier
    title: Text | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    source: Label | None = None
    effective_from: Day
    before_effective: Literal["free", "error"] = "error"
    tier_mode: TierMode
    tier_basis: TierBasis = "total"
    per: PerCalls
    free_quota: Calls = 0
    freeze: Freeze | None = None
    tiers: Tiers
    services: dict[Identifier, Service] = Field(min_length=1)
    unpriced: dict[Identifier, Unpriced] = Field(default_factory=dict)
    ambiguous: dict[Label, Annotated[tuple[Label, ...], Field(min_length=1)]] = Field(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _everything_wrong_at_once(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Check that the parts agree with each other even if one is invalid, so that one run reports all errors."""
        errors = [
            InitErrorDetails(type=_refuse(code, **params), loc=path, input=None)
            for path, code, params in disagreements(data)
        ]
        try:
            prices = handler(data)
        except ValidationError as error:
            errors += [
                InitErrorDetails(
                    type=PydanticCustomError(e["type"], e["msg"], e.get("ctx")),
                    loc=e["loc"],
                    input=e["input"],
                )
                for e in error.errors(include_url=False)
            ]
        if errors:
            raise ValidationError.from_exception_data(cls.__name__, errors)
        return prices

    def in_force(self, month: Month) -> bool:
        """Return whether the list is in force on the month's first day."""
        return f"{month}-01" >= self._in_force_from

    @cached_property
    def _in_force_from(self) -> str:
        return self.effective_from.isoformat()

    @cached_property
    def tariffs(self) -> dict[str, Tariff]:
        """Tariff of each service, by id; settings that a service lacks are those of the list."""
        return {service: self._tariff(service, row) for service, row in self.services.items()}

    def _tariff(self, service: str, row: Service) -> Tariff:
        tiers = row.tiers or self.tiers
        freeze = row.freeze or self.freeze
        return Tariff(
            service=service,
            graduated=(row.tier_mode or self.tier_mode) == "graduated",
            by_billable=(row.tier_basis or self.tier_basis) == "billable",
            per=row.per or self.per,
            free_quota=self.free_quota if row.free_quota is None else row.free_quota,
            prices=row.prices,
            bounds=tiers.bounds,
            upper_included=tiers.upper_included,
            freeze_basis=freeze.basis if freeze else None,
            freeze_rate=freeze.rate if freeze else Decimal(0),
        )
