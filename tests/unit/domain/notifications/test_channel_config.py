"""config/channels.yaml: what cannot be meant is named, not guessed at."""

from pathlib import Path

import pytest

from lambdas.config_files import load_channel_config
from lambdas.errors import Refused

GOOD = "order: [slack, sms, email]\nsms: {leaves_out: [digest], most_per_day: 20, codes_per_day: 5}\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (GOOD.replace("[slack, sms, email]", "[slack, slack]"), "order names a channel twice"),
        (GOOD.replace("email]", "pigeon]"), "order.2"),
        (GOOD.replace("[digest]", "[gossip]"), "sms.leaves_out"),
        (GOOD.replace("20", "-1"), "sms.most_per_day"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(tmp_path: Path, content: str, line: str) -> None:
    path = tmp_path / "channels.yaml"
    path.write_text(content)
    with pytest.raises(Refused, match=line):
        load_channel_config(path)


def test_a_channel_left_out_is_never_used(tmp_path: Path) -> None:
    path = tmp_path / "channels.yaml"
    path.write_text(GOOD.replace("slack, ", ""))
    assert load_channel_config(path).order == ("sms", "email")
