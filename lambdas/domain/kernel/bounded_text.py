"""Text that somebody else wrote, as a field of a model: on one line, nothing invisible in it, of a bounded length."""

from typing import Annotated

from pydantic import AfterValidator, Field

from lambdas.domain.kernel.plain_text import plain

ShortText = Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=200)]
LongText = Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=1000)]
OptionalText = Annotated[str, AfterValidator(plain), Field(max_length=1000)]
