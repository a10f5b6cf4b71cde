"""Changes a stage's own file, config/stages/NAME.yaml: keys as they are there, its comments kept."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from cli.terminal import progress
from lambdas.errors import Refused
from stacks.stage_file import STAGES, StageFile, load_stage_file

SECRET_WORDS = ("secret", "password", "token", "api_key", "private_key", "credential")
BY_COMMAND = "secrets never go into a stage's file: ./amo google, microsoft or slack connect take theirs by themselves"


@dataclass(frozen=True)
class Difference:
    """``before`` and ``after`` as the file writes them; None: its default."""

    key: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.key}: {_told(self.before)} -> {_told(self.after)}"


def given_in(path: Path) -> dict[str, Any]:
    """The keys of FILE. Raises Refused for a secret, before anything else looks at it, and never says its value."""
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError as error:
        raise Refused(f"there is no file {path}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused(f"{path.name} is no YAML; write keys as in config/stages/NAME.yaml") from error
    if not isinstance(content, Mapping):
        raise Refused(f"{path.name} holds no keys; write them as in config/stages/NAME.yaml")
    for key in map(str, content):
        if key not in StageFile.model_fields and any(word in key.casefold() for word in SECRET_WORDS):
            raise Refused(f"{key}: {BY_COMMAND}")
    return dict(content)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    keys = [*after, *(key for key in before if key not in after)]
    return [Difference(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]


def effective(file: StageFile) -> dict[str, Any]:
    """Every key with what it means now, written or not."""
    return file.model_dump(mode="json")


@dataclass(frozen=True)
class StageSettings:
    """``state_dir`` keeps the file as it was while it is being changed."""

    stage: str
    state_dir: Path
    folder: Path = STAGES

    @property
    def path(self) -> Path:
        return self.folder / f"{self.stage}.yaml"

    @property
    def _former(self) -> Path:
        return self.state_dir / "stages" / self.stage / "stage-file-before"

    def written(self) -> dict[str, Any]:
        return dict(_document(self.path.read_text(encoding="utf-8")))

    def put_back(self) -> None:
        """Undoes what a command that died half-way has left: the stage was not changed, so the file is not either."""
        if self._former.exists():
            _replace(self.path, self._former.read_text(encoding="utf-8"))
            self._former.unlink()
            progress(f"{self.path.name} is as it was: a change of it did not come to its end")

    @contextmanager
    def changed(self, given: Mapping[str, Any], *, clear: bool) -> Iterator[list[Difference]]:
        """The file holds the new keys meanwhile, and afterwards only when nothing was raised.

        Raises Refused with the first wrong key, before the stage's own file is touched.
        """
        text = self.path.read_text(encoding="utf-8")
        before, content = self.written(), _document(text)
        for key in [key for key in content if clear and key not in given]:
            del content[key]
        content.update(given)
        self._refuse_mistakes(_text(content))
        self._former.parent.mkdir(parents=True, exist_ok=True)
        _replace(self._former, text)
        try:
            _replace(self.path, _text(content))
            yield differences(before, dict(content))
        except BaseException:
            _replace(self.path, text)
            raise
        finally:
            self._former.unlink(missing_ok=True)

    def _refuse_mistakes(self, text: str) -> None:
        draft = self._former.parent / f"{self.stage}.yaml"
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        try:
            load_stage_file(self.stage, draft.parent)
        finally:
            draft.unlink()


def _document(text: str) -> Any:
    return _yaml().load(text) or _yaml().load("{}")


def _text(content: Any) -> str:
    out = StringIO()
    _yaml().dump(content, out)
    return out.getvalue()


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    return yaml


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _told(value: Any) -> str:
    return "its default" if value is None else str(value)
