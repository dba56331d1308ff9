"""JSON Schema of settings files, for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import core_schema


class _WithoutNull(GenerateJsonSchema):
    """JSON Schema without null, so that editors refuse it like the program: a key that is left out is not null.

    A field for which null has a meaning says so itself.
    """

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Return the schema of the values beside null."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Return the schema of a field, with its default unless that is null."""
        written = super().default_schema(schema)
        return {name: value for name, value in written.items() if (name, value) != ("default", None)}


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of the files of a model, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(schema_generator=_WithoutNull),
    }
