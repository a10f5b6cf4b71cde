import json
import re
import unicodedata

import pytest

from cli import terminal
from cli.main import _parser, main


def test_a_title_cannot_rewrite_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(["TITLE"], [["\x1b[2Jgone \u202egnp.exe"]])
    assert capsys.readouterr().out == "TITLE\n[2Jgone gnp.exe\n"


def test_json_rewrites_no_terminal_and_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    mail = {"subject": "\x1b[2J\x9b31mgone \u202egnp.exe\x7f", "text": "Zoë\n\tab\U000e0041\ud800"}
    terminal.json_result([mail])
    said = capsys.readouterr().out
    assert "Zoë" in said
    assert not [c for c in said if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs")]
    assert json.loads(said) == [mail]


def test_columns_line_up(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(["A", "B"], [["longer", "x"], ["s", "y"]])
    assert capsys.readouterr().out == "A       B\nlonger  x\ns       y\n"


@pytest.mark.parametrize(
    "arguments", [["meetings", "--days", "0"], ["up", "--port", "80"], ["records", "import", "wine", "x"], ["unknown"]]
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


@pytest.mark.parametrize("name", re.findall(r"^ {4}([a-z-]+)", _parser().format_help(), re.MULTILINE))
def test_every_command_says_what_it_takes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert f"usage: amo {name}" in capsys.readouterr().out


def test_a_command_without_a_running_amo_says_how_to_start_it(
    capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    assert main(["meetings", "--state", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "amo: AMO is not running here; start it with ./amo up\n"
