"""Everything AMO says can be posted to Slack as it is, and strangers' words are shown as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.notifications.messages import Button, Message, MessageKind, MessageQuestion
from lambdas.slack.blocks import message_id_of, posts
from lambdas.slack.text import clipped, literal, pieces, size, typed
from tests.fakes.samples import NOW
from tests.fakes.slack_lint import lint

URL = "https://amo.example.com"
VERBS = (
    "start_prep",
    "snooze",
    "not_needed",
    "view_materials",
    "open_meeting",
    "reconnect",
    "review_action",
    "add_notes",
    "review_notes",
    "see_items",
    "accept_timing",
)
ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=400) | st.sampled_from(
    ["<!channel>", "&amp;", "*_~`", "x" * 3_001, "&" * 3_000, "🎉" * 1_600, "\ud800", "\n\n", ">quote"]
)
ACTIONS = st.lists(
    st.builds(
        Button,
        label=st.text(min_size=1, max_size=90).filter(str.isprintable).filter(str.strip),
        verb=st.sampled_from(VERBS),
        target=st.just("m0123456789abcdef0123-r1"),
    ),
    max_size=4,
)
QUESTIONS = st.lists(
    st.builds(
        MessageQuestion,
        text=ANY_TEXT,
        answers=st.sampled_from(
            [(), (Button(label="Yes", verb="answer_outcome", target="m1:w:yes"),) * 3],
        ),
        said=st.sampled_from(["", "Yes"]),
    ),
    max_size=40,
)


def a_message(
    title: str,
    *lines: str,
    actions: tuple[Button, ...] = (),
    kind: MessageKind = MessageKind.NUDGE,
    questions: tuple[MessageQuestion, ...] = (),
) -> Message:
    return Message(
        message_id="m1-r1-nudge",
        user_id="u1",
        kind=kind,
        title=title,
        lines=lines,
        actions=actions,
        questions=questions,
        meeting_id="m1",
        created_at=NOW,
    )


def shown(message: Message) -> str:
    """All text of all its posts as a reader sees it."""
    found = [
        part["text"]
        for post in posts(message, URL)
        for block in post.blocks
        for part in ([block["text"]] if "text" in block else block["elements"])
        if part["type"] == "mrkdwn"
    ]
    return "\n".join(found).replace("\u200b", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@given(
    ANY_TEXT.filter(lambda text: bool(literal(text).strip())),
    st.lists(ANY_TEXT, max_size=60),
    ACTIONS,
    st.sampled_from(list(MessageKind)),
    QUESTIONS,
)
def test_fault_61_whatever_is_said_can_be_posted(
    title: str, lines: list[str], actions: list[Button], kind: MessageKind, questions: list[MessageQuestion]
) -> None:
    message = a_message(title, *lines, actions=tuple(actions), kind=kind, questions=tuple(questions))
    asking, settled = posts(message, URL), posts(message, URL, note=title)
    for post in (*asking, *settled):
        assert lint(list(post.blocks), post.text) == []
    assert len(settled) == len(asking), "each part can be put in the place of what it was"


def test_fault_61_sixty_paragraphs_3001_characters_and_15000_are_split_and_nothing_is_lost() -> None:
    words = [f"w{number}." + "x" * 2_990 for number in range(60)]
    message = a_message("Title", *words, "y" * 3_001)
    text = shown(message).replace("\n", "")
    assert len(posts(message, URL)) > 1
    assert all(word in text for word in words)
    assert text.count("y") == 3_001


def test_the_buttons_stand_once_and_on_the_last_page() -> None:
    go = Button(label="Start Prep", verb="start_prep", target="m1-r1")
    pages = posts(a_message("Title", *["x" * 3_000] * 6, actions=(go,)), URL)
    assert [post.blocks[-1]["type"] for post in pages] == ["section"] * (len(pages) - 1) + ["actions"]


def test_fault_62_a_title_is_shown_literally() -> None:
    title = "<!channel> <https://evil.example|Join> *now* & <@U1> `x`"
    (post,) = posts(a_message(title), URL)
    raw = post.blocks[0]["text"]["text"]
    assert "<" not in raw
    assert "<" not in post.text
    assert shown(a_message(title)) == f"*{title}*"
    assert "*\u200bnow" in raw


def test_buttons_carry_ids_and_lead_to_the_page_by_plain_addresses() -> None:
    verbs = ("start_prep", "snooze", "view_materials")
    actions = tuple(Button(label=verb, verb=verb, target="m1-r1") for verb in verbs)
    (post,) = posts(a_message("T", actions=actions), URL)
    start, snooze, view = post.blocks[-1]["elements"]
    assert (start["action_id"], start["value"], start["style"]) == ("start_prep", "m1-r1", "primary")
    assert [option["value"] for option in snooze["options"]] == ["hour:m1-r1", "evening:m1-r1", "tomorrow:m1-r1"]
    assert view["url"] == "https://amo.example.com/meetings/m1-r1"
    assert post.blocks[-1]["block_id"] == "m1-r1-nudge"


def test_of_buttons_that_do_the_same_each_has_a_name_of_its_own() -> None:
    actions = tuple(Button(label=f"Start Prep: {n}", verb="start_prep", target=f"m{n}-r1") for n in (1, 2, 3))
    (post,) = posts(a_message("3 meetings to prepare", actions=actions, kind=MessageKind.PREP_STARTED), URL)
    assert lint(list(post.blocks), post.text) == []
    buttons = post.blocks[-1]["elements"]
    assert [(one["action_id"], one["value"]) for one in buttons] == [
        ("start_prep", "m1-r1"),
        ("start_prep_2", "m2-r1"),
        ("start_prep_3", "m3-r1"),
    ]


def test_each_question_has_its_answers_and_shows_the_one_that_was_given() -> None:
    yes, no = (Button(label=said, verb="answer_outcome", target=f"m1:w:{said}") for said in ("Yes", "No"))
    asked = a_message("T", questions=(MessageQuestion(text="Agree *now*?", answers=(yes, no)),))
    (post,) = posts(asked, URL)
    text, answers = post.blocks[1:]
    assert text["text"]["text"] == "Agree *\u200bnow*\u200b?"
    assert [(one["text"]["text"], one["value"]) for one in answers["elements"]] == [
        ("Yes", "m1:w:Yes"),
        ("No", "m1:w:No"),
    ]
    assert message_id_of(answers["block_id"]) == asked.message_id
    answered = asked.with_answer(no)
    assert shown(answered).endswith("✓ No")
    (settled,) = posts(answered, URL, note="Over")
    assert [block["type"] for block in settled.blocks] == ["section", "section", "context"]


def test_what_is_done_in_slack_leads_to_the_page_once_it_is_settled() -> None:
    add = Button(label="Add notes", verb="add_notes", target="m1")
    (open_one,), (settled,) = (
        posts(a_message("T", actions=(add,)), URL),
        posts(a_message("T", actions=(add,)), URL, "Ok"),
    )
    assert open_one.blocks[-1]["elements"][0]["value"] == "m1"
    assert settled.blocks[-2]["elements"][0]["url"] == f"{URL}/meetings/m1?tab=notes#notes"


def test_materials_are_sent_with_one_to_five_stars() -> None:
    (post,) = posts(a_message("Ready", kind=MessageKind.MATERIALS_READY), URL)
    stars = post.blocks[-2]["elements"]
    assert [star["action_id"] for star in stars] == [f"rate_{n}" for n in range(1, 6)]
    assert {star["value"] for star in stars} == {"m1"}


def test_what_one_wishes_of_the_next_ones_is_chosen_from_a_menu_that_stays_after_the_stars() -> None:
    message = a_message("Ready", kind=MessageKind.MATERIALS_READY)
    for (post,) in (posts(message, URL), posts(message, URL, note="★★★☆☆ Thank you.")):
        (wishes,) = [block for block in post.blocks if block.get("block_id", "").endswith("-wishes")]
        values = {option["value"]: option["text"]["text"] for option in wishes["elements"][0]["options"]}
        assert values["shorter::m1"] == "Shorter"
        assert values["less_of:big_rocks:m1"] == "Less of big rocks"


def test_what_became_of_it_stands_where_the_buttons_were() -> None:
    go = Button(label="Start Prep", verb="start_prep", target="m1-r1")
    (post,) = posts(a_message("T", actions=(go,)), URL, note="Not prepared, as you said.")
    assert post.blocks[-1]["elements"][0]["text"] == "Not prepared, as you said."
    assert all(block["type"] != "actions" for block in post.blocks)


@given(ANY_TEXT, st.integers(min_value=10, max_value=50))
def test_a_part_never_ends_inside_an_escape(text: str, max_length: int) -> None:
    for part in pieces(text, max_length):
        assert size(part) <= max_length
        assert part.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0
    assert size(clipped(text, max_length)) <= max_length


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("R&amp;D &lt;3 &gt;", "R&D <3 >"),
        (
            "see <https://x.example/a|the plan> and <https://x.example>",
            "see the plan (https://x.example/a) and https://x.example",
        ),
        ("<mailto:a@b.c|a@b.c> <#C1|general> <!here> <@U1>", "a@b.c #general @here somebody"),
        ("<http://x.example|x.example> <mailto:bo@x.example|Bo>", "x.example Bo (bo@x.example)"),
        (
            "<!subteam^S1|@ops> <!subteam^S1> <#C1|> <!channel> <!everyone|everyone>",
            "@ops a group a channel @channel @everyone",
        ),
        ("by <!date^1392734382^{date}|18 Feb> or <!date^1^x>", "by 18 Feb or a date"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_what_was_typed_is_read_without_slack_s_markup(sent: str, meant: str) -> None:
    assert typed(sent) == meant


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001, "verbatim": True}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>", "verbatim": True}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "a & b", "verbatim": True}},
        {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},
        {"type": "sections", "text": {"type": "mrkdwn", "text": "x", "verbatim": True}},
        {
            "type": "actions",
            "elements": [{"type": "button", "action_id": "a" * 256, "text": {"type": "plain_text", "text": "x"}}],
        },
        {
            "type": "actions",
            "elements": [{"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "x" * 76}}],
        },
        {"type": "actions", "elements": []},
    ],
)
def test_the_linter_finds_what_slack_refuses(block: dict[str, object]) -> None:
    assert lint([block])
