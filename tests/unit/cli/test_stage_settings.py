"""``./amo env set``: the file and the stage change together, or neither does."""

import argparse
from pathlib import Path

import pytest

from cli.commands import env
from cli.local.state_folder import make_private
from cli.stage_deployment import Outcome, StageDeployment
from cli.stage_settings import StageSettings, given_in
from lambdas.errors import Refused, Retryable
from stacks.stage_file import StageFile, load_stage_file

WRITTEN = """# Ours.
kind: trial   # for now
engine: embedded
anchors_locked_days: 20
alarm_email: ops@example.com
"""


class Setting:
    """A stage's file in a folder of its own; ``deployed`` is what the file said at each deployment."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.state, self.new = folder / "stages", folder / "amo", folder / "new.yaml"
        self.folder.mkdir()
        self.file = self.folder / "demo.yaml"
        self.file.write_text(WRITTEN)
        self.deployed: list[StageFile] = []
        self.failure: BaseException | None = None
        monkeypatch.setattr(env, "StageSettings", lambda stage, state_dir: StageSettings(stage, state_dir, self.folder))
        monkeypatch.setattr(StageDeployment, "run", self.deploy)

    def deploy(self) -> Outcome:
        self.deployed.append(load_stage_file("demo", self.folder))
        if self.failure:
            raise self.failure
        return Outcome(is_done=True)

    def set(self, text: str, *, clear: bool = False, dry_run: bool = False) -> int:
        self.new.write_text(text)
        options = argparse.Namespace(
            stage="demo", verb="set", file=self.new, state=self.state, clear=clear, dry_run=dry_run, yes=True, json=True
        )
        return env.run(options)


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    return Setting(tmp_path, monkeypatch)


def test_what_is_set_is_deployed_and_stays_in_the_file_with_its_comments(setting: Setting) -> None:
    assert setting.set("anchors_locked_days: 50\nmail_from: amo@example.com") == 0
    (deployed,) = setting.deployed
    assert (deployed.anchors_locked_days, deployed.mail_from, deployed.kind) == (50, "amo@example.com", "trial")
    assert setting.file.read_text() == WRITTEN.replace("20", "50") + "mail_from: amo@example.com\n"


def test_clear_takes_away_what_is_not_named(setting: Setting) -> None:
    setting.set("engine: embedded\nkind: trial", clear=True)
    assert load_stage_file("demo", setting.folder) == StageFile(kind="trial", engine="embedded")


def test_a_dry_run_changes_no_file(setting: Setting) -> None:
    assert setting.set("anchors_locked_days: 50", dry_run=True) == 0
    assert (setting.deployed[0].anchors_locked_days, setting.file.read_text()) == (50, WRITTEN)


@pytest.mark.parametrize("failure", [Retryable("rolled back"), Refused("no"), KeyboardInterrupt()])
def test_fault_171_a_deployment_that_fails_leaves_the_file_as_it_was(setting: Setting, failure: BaseException) -> None:
    setting.failure = failure
    with pytest.raises(type(failure)):
        setting.set("anchors_locked_days: 50")
    assert setting.file.read_text() == WRITTEN
    assert list(setting.folder.iterdir()) == [setting.file]


def test_fault_171_a_command_that_was_killed_half_way_is_undone_by_the_next(setting: Setting) -> None:
    make_private(setting.state)
    settings = StageSettings("demo", setting.state, setting.folder)
    changing = settings.changed({"anchors_locked_days": 999}, clear=False)
    changing.__enter__()  # and no more of it: the process is gone
    assert "999" in setting.file.read_text()
    setting.set("mail_from: amo@example.com")
    assert setting.deployed[0].anchors_locked_days == 20
    assert setting.file.read_text() == WRITTEN + "mail_from: amo@example.com\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("budget_usd: 0", "budget_usd"),
        ("colour: red", "colour"),
        ("slack_signing_secret: hush", "secrets never go into"),
        ("- a list", "holds no keys"),
        ("a: [", "no YAML"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_touches_nothing(setting: Setting, text: str, told: str) -> None:
    with pytest.raises(Refused, match=told) as refused:
        setting.set(text)
    assert "hush" not in str(refused.value)
    assert (setting.deployed, setting.file.read_text()) == ([], WRITTEN)


def test_where_calendar_tokens_are_kept_is_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text("calendar_tokens: secrets")
    assert given_in(file) == {"calendar_tokens": "secrets"}
