"""Whatever Slack posts is read into one of three kinds, and what a button carries is read as it was written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.edges.slack.delivery import Command, Delivery, Interaction, MessageChange, SlackEvent, read_delivery
from lambdas.edges.slack.payloads import parse
from lambdas.errors import Refused
from lambdas.slack.button_values import (
    ActionButton,
    FilesOption,
    HoursOption,
    QuestionButton,
    ReplyButton,
    SnoozeOption,
    TypeOption,
    meeting_of,
)
from tests.fakes.slack_requests import PERSON, deleted_message, direct_message, edited_message, event_body

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
    "subtype",
    "previous_message",
    "deleted_ts",
    "channel",
    "value",
    "files",
    "id",
    "selected_date",
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


def heard(event: dict[str, Any]) -> SlackEvent:
    content = read_delivery(parse("events", event_body(event).encode())).content
    assert isinstance(content, SlackEvent)
    return content


def test_an_edit_and_a_deletion_are_their_author_s_though_slack_names_nobody_on_top() -> None:
    written = direct_message("Two hires", "1.5", "1.1")
    edited = heard(edited_message(written, "Three hires"))
    assert (edited.user, edited.is_of_a_person) == (PERSON, True)
    assert edited.change == MessageChange("1.5", "Three hires", "Two hires")
    deleted = heard(deleted_message(written))
    assert (deleted.user, deleted.change) == (PERSON, MessageChange("1.5", "", "Two hires"))


def test_a_parent_deleted_above_its_thread_is_deleted() -> None:
    event = edited_message(direct_message("Two hires", "1.5"), "This message was deleted.")
    event["message"] |= {"subtype": "tombstone", "user": "USLACKBOT"}
    assert heard(event).change == MessageChange("1.5", "", "Two hires")
    assert heard(event).user == PERSON


def test_an_edit_by_a_bot_or_in_a_channel_is_nobody_s() -> None:
    written = direct_message("Two hires", "1.5")
    assert heard(edited_message(written, "Three", bot_id="B1")).is_of_a_bot
    assert not heard(edited_message(written, "Three") | {"channel_type": "channel"}).is_of_a_person


@pytest.mark.parametrize("body", [{}, {"kind": "telegram"}, {"kind": None}])
def test_what_is_none_of_the_three_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="does not know"):
        read_delivery(body)


@given(NAMES, st.integers(0, 10**6))
def test_a_button_is_read_as_it_was_written(name: str, number: int) -> None:
    for value in (
        QuestionButton(f"{name}-r{number}", number),
        QuestionButton(f"{name}-r{number}", number, number + 1),
        ReplyButton(f"{name}-r{number}", f"1355517523.{number}"),
        TypeOption("one_on_one", f"{name}-r{number}"),
        SnoozeOption("later", name),
        HoursOption(name, number),
        HoursOption(name, None),
        ActionButton.of(name, "0123456789abcdef0123"),
        FilesOption(name, (f"F{number}", "F0B1")),
    ):
        assert type(value).read(str(value)) == value
    assert meeting_of(f"{name}-r{number}") == name


@pytest.mark.parametrize("value", ["", "m1-r1", "m1-r1:", "m1-r1:x", "m1-r1:1:x", "m1-r1:1:2:3", "m1-r1:-1", "m1-r1:²"])
def test_a_question_s_button_without_a_version_is_from_an_older_amo(value: str) -> None:
    with pytest.raises(Refused, match="older AMO"):
        QuestionButton.read(value)


@pytest.mark.parametrize("value", ["", "one_on_one", "one_on_one:", "one_on_one:soon", "one_on_one:-4"])
def test_hours_that_are_not_of_the_list_are_refused(value: str) -> None:
    with pytest.raises(Refused, match="from the list"):
        HoursOption.read(value)
