"""What all models share: frozen, strict about unknown fields, faithful to NaN and infinity."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["es", "en"]


class Frozen(BaseModel):
    """A value: it never changes after it was made, and equal content is equal."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Text(Frozen):
    """One message in the course's two languages."""

    es: str
    en: str

    def to(self, language: Language) -> str:
        """The message in one language."""
        return self.es if language == "es" else self.en
