"""``./amo autonomy --team-level``: as the operator who is signed in, or as whoever runs the stage."""

from typing import Any

import pytest

from cli.commands import autonomy
from cli.main import main
from lambdas.errors import NotFound

STANDING = {
    "team_id": "leads",
    "policy": {"level": "supervised", "team_level": "supervised"},
    "shadow_scores": [],
    "rules": [],
}
INVOKED = ("set_team_level", {"team_id": "leads", "level": "semi_autonomous"})
ASKED = ("/autonomy/teams/leads", {"level": "semi_autonomous"})


class Api:
    """Of somebody signed in; ``holds`` is what a new level of the team means for themselves."""

    def __init__(self, is_operator: bool, holds: str) -> None:
        self.is_operator, self.holds = is_operator, holds
        self.put_there: list[tuple[str, Any]] = []
        self.invoked: list[tuple[str, Any]] = []

    @property
    def stage(self) -> "Api":
        return self

    def invoke(self, function: str, request: Any) -> None:
        self.invoked.append((function, request))

    def get(self, _path: str) -> Any:
        return STANDING

    def put(self, path: str, body: Any) -> Any:
        if not self.is_operator:
            raise NotFound("There is nothing at this address.")
        self.put_there.append((path, body))
        return {"for_oneself": self.holds}


@pytest.mark.parametrize(
    ("is_operator", "words", "put_there", "invoked"),
    [
        (True, [], [ASKED], []),
        (False, [], [], [INVOKED]),
        (True, ["--as-stage"], [], [INVOKED]),
    ],
)
def test_who_says_it_is_the_operator_or_the_stage(
    monkeypatch: pytest.MonkeyPatch, is_operator: bool, words: list[str], put_there: list[Any], invoked: list[Any]
) -> None:
    api = Api(is_operator, "semi_autonomous")
    monkeypatch.setattr(autonomy, "api_of", lambda _options: api)
    assert main(["autonomy", "--team-level", "semi_autonomous", *words]) == 0
    assert (api.put_there, api.invoked) == (put_there, invoked)


@pytest.mark.parametrize(("holds", "is_told"), [("supervised", True), ("semi_autonomous", False)])
def test_an_operator_for_whom_it_does_not_hold_hears_who_can_say_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], holds: str, is_told: bool
) -> None:
    monkeypatch.setattr(autonomy, "api_of", lambda _options: Api(True, holds))
    assert main(["autonomy", "--team-level", "semi_autonomous"]) == 0
    assert ("--as-stage" in capsys.readouterr().err) is is_told
