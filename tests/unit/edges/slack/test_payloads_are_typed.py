"""Whatever Slack posts is read into one of three kinds, and what a button carries is read as it was written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.edges.slack.delivery import Command, Delivery, Interaction, SlackEvent, read_delivery
from lambdas.errors import Refused
from lambdas.slack.button_values import ActionButton, HoursOption, QuestionButton, SnoozeOption, meeting_of

NAMES = st.from_regex(r"[a-z0-9-]{1,30}", fullmatch=True)
FIELDS = (
    "type",
    "user",
    "container",
    "actions",
    "view",
    "trigger_id",
    "callback_id",
    "message",
    "text",
    "links",
    "url",
    "tokens",
    "state",
    "values",
    "selected_option",
    "selected_options",
    "value",
)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=20,
)


@given(st.sampled_from(["event", "interaction", "command"]), st.dictionaries(st.sampled_from(FIELDS), ANY, max_size=8))
def test_a_payload_of_any_shape_is_read(kind: str, content: dict[str, Any]) -> None:
    """A field of another type counts as none: nobody who can sign may stop the queue with it."""
    delivery = read_delivery({"team_id": "T1", "key": "k", "kind": kind, kind: content})
    assert isinstance(delivery, Delivery)
    assert isinstance(delivery.content, SlackEvent | Interaction | Command)


@pytest.mark.parametrize("body", [{}, {"kind": "telegram"}, {"kind": None}])
def test_what_is_none_of_the_three_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="does not know"):
        read_delivery(body)


@given(NAMES, st.integers(0, 10**6))
def test_a_button_is_read_as_it_was_written(name: str, number: int) -> None:
    for value in (
        QuestionButton(f"{name}-r{number}", number),
        SnoozeOption("later", name),
        HoursOption(name, number),
        HoursOption(name, None),
        ActionButton.of(name, "0123456789abcdef0123"),
    ):
        assert type(value).read(str(value)) == value
    assert meeting_of(f"{name}-r{number}") == name


@pytest.mark.parametrize("value", ["", "m1-r1", "m1-r1:", "m1-r1:x", "m1-r1:-1", "m1-r1:²"])
def test_a_question_s_button_without_a_version_is_from_an_older_amo(value: str) -> None:
    with pytest.raises(Refused, match="older AMO"):
        QuestionButton.read(value)


@pytest.mark.parametrize("value", ["", "one_on_one", "one_on_one:", "one_on_one:soon", "one_on_one:-4"])
def test_hours_that_are_not_of_the_list_are_refused(value: str) -> None:
    with pytest.raises(Refused, match="from the list"):
        HoursOption.read(value)
