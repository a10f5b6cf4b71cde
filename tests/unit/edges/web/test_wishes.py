"""What a person wishes for a kind of meeting: tapped beside the stars or a question, listed and undone in settings."""

import re

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.kernel.context_kinds import ContextKind
from tests.unit.edges.harness import ADA, EVE, READY, SESSION, WAITING, Harness

LESS_OF_DECISIONS = {"kind": "less_of", "what": "decisions"}


def test_a_reason_beside_the_stars_holds_for_the_type_and_is_undone_where_it_was_made(furnished: Harness) -> None:
    done = furnished.post(f"/meetings/{READY}/wishes", on="1", **LESS_OF_DECISIONS)
    assert (done.status, done.headers["Location"]) == (303, f"/meetings/{READY}?done=wished#feedback")
    assert furnished.users.get(ADA).preferences_for("default").less_of == {ContextKind.DECISIONS}
    text = furnished.get(f"/meetings/{READY}").text
    assert re.search(r'aria-pressed="true">Less of decisions', text)
    assert re.search(r'aria-pressed="false">Shorter', text)
    furnished.post(f"/meetings/{READY}/wishes", on="0", **LESS_OF_DECISIONS)
    assert furnished.users.get(ADA).material_preferences == {}


def test_never_this_question_skips_it_and_keeps_the_wish(furnished: Harness) -> None:
    asked = furnished.conversations.stored[SESSION]
    fields = {"session_id": SESSION, "verb": "never", "text": "", "version": str(asked.version)}
    for _ in range(2):  # pressed twice
        furnished.post(f"/meetings/{WAITING}/moves", **fields)
    session = furnished.conversations.stored[SESSION]
    assert (session.position, session.answers["0"].text, session.status) == (1, "", ConversationStatus.OPEN)
    assert list(furnished.users.get(ADA).preferences_for("default").never_asked) == [asked.questions[0].key]


def test_settings_list_every_wish_and_undo_each(furnished: Harness) -> None:
    furnished.post(f"/meetings/{READY}/wishes", on="1", **LESS_OF_DECISIONS)
    furnished.post(f"/meetings/{READY}/wishes", on="1", kind="shorter", what="")
    text = furnished.get("/settings").text
    assert "Less of decisions" in text
    assert "Shorter" in text
    furnished.post("/settings/wishes/undo", meeting_type="default", **LESS_OF_DECISIONS)
    assert furnished.users.get(ADA).preferences_for("default").less_of == frozenset()
    assert furnished.users.get(ADA).preferences_for("default").shorter


def test_a_wish_is_for_one_s_own_meetings_and_for_what_there_is(furnished: Harness) -> None:
    assert furnished.post(f"/meetings/{READY}/wishes", EVE, on="1", **LESS_OF_DECISIONS).status == 404
    for wrong in ({"kind": "less_of", "what": "astrology"}, {"kind": "money", "what": ""}, {"kind": "", "what": ""}):
        assert furnished.post(f"/meetings/{READY}/wishes", on="1", **wrong).status == 400
    assert furnished.users.get(ADA).material_preferences == {}
