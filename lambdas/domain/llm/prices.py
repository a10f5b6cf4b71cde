"""The costs of calls, in millionths of a US dollar: a price in dollars per million tokens is that much per token."""

import math

from pydantic import Field

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import Usage

BYTES_PER_TOKEN = 3
"""Fewer than any tokenizer of today makes of a token in the languages AMO speaks: an estimate is never too low."""


class Price(Model):
    """US dollars per million tokens, as the provider lists them; ``cached_input``: what its own cache reads for."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached_input: float | None = Field(default=None, ge=0)

    def cost(self, usage: Usage) -> int:
        """Millionths of a dollar, rounded up. ``usage.input`` does not count what was read from a cache."""
        cached = self.input if self.cached_input is None else self.cached_input
        return math.ceil(usage.input * self.input + usage.output * self.output + usage.cached * cached)

    def at_most(self, text_bytes: int, max_tokens: int) -> int:
        """The most that a call with so much text may cost."""
        return self.cost(Usage(input=math.ceil(text_bytes / BYTES_PER_TOKEN), output=max_tokens))


FREE = Price(input=0, output=0)
