"""Models of a price file, checked by pydantic and immutable, so that a price list is always valid.

An error has a code of ``messages`` as its pydantic error type. Scalars are converted in `scalars`.
"""

from __future__ import annotations

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
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError

from tiia_cost.core.consistency import disagreements
from tiia_cost.core.months import Month
from tiia_cost.core.scalars import (
    Amount,
    Calls,
    Day,
    Identifier,
    Label,
    PackMonths,
    PerCalls,
    Price,
    TrueOrFalse,
    or_none,
    refuse,
)
from tiia_cost.core.tariff import Tariff

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


def _or_null(schema: dict[str, Any]) -> None:
    """Add null to the schema of a key that a file may set to null, which is not the same as leaving it out."""
    schema["anyOf"] = [{"$ref": schema.pop("$ref")}, {"type": "null"}]


FreezeOrNone = Annotated[Freeze | None, BeforeValidator(or_none)]


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
            raise refuse("tiers-need-one-key")
        if "from_" in self.model_fields_set:
            if self.from_[:1] != (0,):
                raise refuse("first-tier-not-from-zero")
            rising = self.from_
        else:
            rising = (0, *self.up_to)
        for lower, upper in pairwise(rising):
            if upper <= lower:
                raise refuse("bounds-do-not-rise", lower=lower, upper=upper)
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


class Pack(_Model):
    """A prepaid pack on sale: so many calls of one service, paid in advance."""

    calls: PerCalls
    price: Amount


class Service(Named):
    """One row of the price list. `prices` has one price per tier, for `per` calls; the rest overrides the list."""

    prices: tuple[Price, ...]
    group: Text | None = None
    tier_mode: TierMode | None = None
    tier_basis: TierBasis | None = None
    per: PerCalls | None = None
    free_quota: Calls | None = None
    freeze: FreezeOrNone = Field(None, json_schema_extra=_or_null)
    tiers: Tiers | None = None
    packs: tuple[Pack, ...] = ()


class Unpriced(Named):
    """A service that the vendor offers but does not price; `reason` says why."""

    reason: Text


class ListRemark(_Model):
    """Remark on a list for those who read a result, about a subject of `REMARK_SUBJECTS` or a service, by its id."""

    about: Label
    text: Text


class PriceList(_Model):
    """A dated list of prices, as one price file holds it. Immutable, and always valid.

    It is made from plain data (mappings, lists and text); all errors in the data are raised at once as one pydantic
    ``ValidationError``.
    """

    name: Identifier
    title: Text | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    source: Label | None = None
    checked: Day | None = None
    effective_from: Day
    before_effective: Literal["free", "error"] = "error"
    tier_mode: TierMode
    tier_basis: TierBasis = "total"
    per: PerCalls
    free_quota: Calls = 0
    freeze: FreezeOrNone = Field(None, json_schema_extra=_or_null)
    tiers: Tiers
    services: dict[Identifier, Service] = Field(min_length=1)
    pack_months: PackMonths = 12
    pack_calls_count: TrueOrFalse = False
    remarks: tuple[ListRemark, ...] = ()
    unpriced: dict[Identifier, Unpriced] = Field(default_factory=dict)
    ambiguous: dict[Label, Annotated[tuple[Label, ...], Field(min_length=1)]] = Field(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _everything_wrong_at_once(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Check that the parts agree with each other even if one is invalid, so that one run reports all errors."""
        errors = [
            InitErrorDetails(type=refuse(code, **params), loc=path, input=None)
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
        # A row may say that nothing is frozen, which is not the same as saying nothing.
        freeze = row.freeze if "freeze" in row.model_fields_set else self.freeze
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
            pack_calls_count=self.pack_calls_count,
        )
