"""Reads YAML files of ours as models; what is wrong is said in one line that names the file and the key."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lambdas.errors import Refused

if TYPE_CHECKING:
    from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound="BaseModel")


def load_file(model: type[ModelT], path: Path) -> ModelT:
    """One file as one model. Raises Refused, which names the first wrong key and what to write."""
    return checked(model, read_yaml(path), path)


def checked(model: type[ModelT], content: object, path: Path) -> ModelT:
    from pydantic import ValidationError

    try:
        return model.model_validate(content)
    except ValidationError as error:
        from lambdas.domain.kernel.configuration_errors import first_mistake

        raise Refused(f"{path.name}: {first_mistake(model, error)}. Correct it and try again.") from error


def read_yaml(path: Path) -> object:
    import yaml

    try:
        # Both loaders are safe ones; the rule knows only one of them by name.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - see above
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark else ""
        raise Refused(f"{path.name} is not valid YAML{place}. Correct it and try again.") from error
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}). Restore it.") from error
