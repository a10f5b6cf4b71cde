"""The form in which an operator's function answers: plain JSON, a refusal as ``{"error": line}``."""

from typing import Any

from pydantic import ValidationError

from lambdas.domain.kernel.model import Model
from lambdas.errors import AmoError


def answer(operation: Any, request: type[Model], event: dict[str, Any]) -> dict[str, Any]:
    """No line repeats what was given: it may be a secret."""
    try:
        return dict(operation(request.model_validate(event)))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        return {"error": f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}"}
    except AmoError as error:
        return {"error": str(error)}
