"""An instance's state is its owner's alone, whatever it was before."""

import os
from pathlib import Path

import pytest

from cli.local.state_folder import make_private, written_privately
from lambdas.errors import Refused


def rights(path: Path) -> str:
    return oct(path.lstat().st_mode & 0o777)


def test_a_folder_that_others_could_read_is_made_private_with_all_in_it(tmp_path: Path) -> None:
    state, elsewhere = tmp_path / "state", tmp_path / "elsewhere"
    (state / "s3" / "bucket").mkdir(parents=True)
    elsewhere.write_text("not AMO's")
    for path, mode in (("instance.json", 0o644), ("s3/bucket/agenda.html", 0o666), ("tool", 0o755)):
        (state / path).write_text("x")
        (state / path).chmod(mode)
    (state / "link").symlink_to(elsewhere)
    state.chmod(0o755)
    elsewhere.chmod(0o644)
    make_private(state)
    assert {rights(path) for path in (state, state / "s3", state / "s3" / "bucket", state / "tool")} == {"0o700"}
    assert {rights(state / path) for path in ("instance.json", "s3/bucket/agenda.html")} == {"0o600"}
    assert rights(elsewhere) == "0o644", "what a link leads to is not AMO's"


def test_a_new_folder_is_private_and_known_again_after_a_start_that_broke_off(tmp_path: Path) -> None:
    state = tmp_path / "a" / "state"
    make_private(state)
    assert rights(state) == "0o700"
    (state / "deploy.log").touch()
    make_private(state)
    assert rights(state / "deploy.log") == "0o600"


def test_a_folder_that_a_link_leads_to_is_made_private(tmp_path: Path) -> None:
    state, link = tmp_path / "state", tmp_path / "link"
    state.mkdir()
    (state / "instance.json").touch()
    state.chmod(0o777)
    link.symlink_to(state)
    make_private(link)
    assert rights(state) == "0o700"


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    """Such as one's home: nobody else could read what lies there."""
    tmp_path.chmod(0o755)
    (tmp_path / "shared.txt").write_text("for everybody")
    (tmp_path / "shared.txt").chmod(0o644)
    with pytest.raises(Refused, match="holds other things"):
        make_private(tmp_path)
    assert (rights(tmp_path), rights(tmp_path / "shared.txt")) == ("0o755", "0o644")


def test_somebody_else_s_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(Refused, match="belongs to somebody else"):
        make_private(tmp_path)


def test_what_is_written_meanwhile_is_private(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with written_privately():
            (tmp_path / "private").touch()
            (tmp_path / "folder").mkdir()
        (tmp_path / "public").touch()
    finally:
        os.umask(before)
    assert [rights(tmp_path / name) for name in ("private", "folder", "public")] == ["0o600", "0o700", "0o644"]
