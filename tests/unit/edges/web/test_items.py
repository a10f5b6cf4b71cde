"""What was promised, in one place and on each page that shows it, until it is done."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from lambdas.domain.accounts.user import AddressProof
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.meeting_notes.candidates import Quote
from lambdas.domain.meetings.people import person_key
from tests.unit.edges.harness import ADA, EVE, NOW, Harness
from tests.unit.edges.promised import ENDED, PRIYA, follow, promise, set_up_task_system
from tests.unit.edges.web.test_hostile_text import Structure

HEADINGS = ("Yours to do", "Owed to you", "You promised others", "Lately done")


@pytest.fixture
def followed(harness: Harness) -> Harness:
    follow(harness)
    harness.users.patch(ADA, {"email_proof": AddressProof.LINK})
    return harness


def part(text: str, heading: str) -> str:
    """The section under this heading."""
    return text.partition(f">{heading}")[2].partition("</section>\n<section aria-labelledby")[0]


def stored(harness: Harness, item_id: str, user: str = ADA) -> ActionItem:
    return harness.action_items.stored[user, item_id]


def test_each_item_stands_where_it_belongs_and_the_late_one_first(followed: Harness) -> None:
    text = followed.get("/items").text
    assert "3 to do, 1 owed to you; 1 late." in text
    yours, owed, others, done = (part(text, heading) for heading in HEADINGS)
    assert yours.index("Send the offer") < yours.index("Write the job description")
    assert "Late" in yours
    assert f'href="/meetings/{ENDED}">Hiring sync</a>' in yours
    assert "9 days ago" in yours
    assert "Review the budget draft" in others
    assert "Priya Raman" in owed
    assert f"/meetings/{ENDED}/people/{person_key(PRIYA)}" in owed
    assert "Book the interview room" in done


def test_the_lines_lead_to_the_notes_of_the_reader_s_own_meetings_alone(followed: Harness) -> None:
    text = followed.get("/items").text
    assert "Priya Raman: Ada sends the offer to both" in text
    assert f'href="/meetings/{ENDED}/notes/t1#L12"' in text
    assert "In the notes" not in part(text, "You promised others").partition("Lately done")[0]


def test_a_wrong_word_is_corrected_and_who_does_it_is_named_later(followed: Harness) -> None:
    """Notes say \"book the room\" and nobody's name; the confirm screen is behind one by then."""
    said = followed.post("/items/i-late/words", what=" Send <b>both</b> offers ", owner="Priya", back="/items")
    assert said.headers["Location"] == "/items?done=item-worded"
    item = stored(followed, "i-late")
    assert (item.what, item.owner, item.owner_email) == ("Send <b>both</b> offers", "Priya", PRIYA.email)
    assert "Send &lt;b&gt;both&lt;/b&gt; offers" in part(followed.get("/items").text, "Owed to you")
    assert followed.post("/items/i-late/words", what=" ", owner="Priya").status == 400
    assert followed.post("/items/i-late/words", EVE, what="Mine now").status == 404


def test_whoever_does_it_no_more_has_it_on_their_list_no_more(followed: Harness) -> None:
    followed.post("/items/i-eve/words", EVE, what="Review the budget", owner="Ada")
    assert "Review the budget" in part(followed.get("/items").text, "You promised others")
    followed.post("/items/i-eve/words", EVE, what="Review the budget", owner="Ben")
    assert "Review the budget" not in followed.get("/items").text


def test_after_three_times_it_asks_what_is_to_become_of_it(followed: Harness) -> None:
    text = followed.get("/items").text
    assert text.count("Asked about 3 times and still open. Drop, re-date or decide?") == 1
    promise(followed, "i-twice", "Call the bank", asked_in=("a", "b"))
    assert "asked about twice" in followed.get("/items").text


@pytest.mark.parametrize(
    ("chosen", "shown", "hidden"),
    [
        ("mine", ("Send the offer", "Review the budget"), ("Share the salary", "Book the interview")),
        ("owed", ("Share the salary",), ("Send the offer", "Review the budget")),
        ("late", ("Send the offer",), ("Write the job", "Share the salary")),
        ("anything", ("Send the offer", "Share the salary", "Book the interview"), ()),
    ],
)
def test_the_list_is_narrowed(followed: Harness, chosen: str, shown: tuple[str, ...], hidden: tuple[str, ...]) -> None:
    text = followed.get(f"/items?show={chosen}").text
    assert all(what in text for what in shown)
    assert not any(what in text for what in hidden)


def test_where_a_filter_finds_nothing_it_says_so(harness: Harness) -> None:
    promise(harness, "i1", "Call the bank")
    assert "Nothing here." in harness.get("/items?show=owed").text


def undo(harness: Harness, location: str) -> str:
    form = harness.get(location).text.partition('action="/undo"')[2].partition("</form>")[0]
    fields = {name: unescape(value) for name, value in re.findall(r'name="(done|about|back)" value="([^"]*)"', form)}
    return str(harness.post("/undo", **fields).headers["Location"])


@pytest.mark.parametrize("act", ["done", "drop"])
def test_one_is_closed_with_one_button_and_that_is_undone(followed: Harness, act: str) -> None:
    answer = followed.post(f"/items/i-late/{act}", back="/items?show=late")
    assert stored(followed, "i-late").status is ActionItemStatus("done" if act == "done" else "dropped")
    assert answer.headers["Location"].startswith("/items?show=late&done=item-")
    assert undo(followed, answer.headers["Location"]) == "/items?show=late&done=undone"
    assert stored(followed, "i-late").status is ActionItemStatus.OPEN


def test_what_was_promised_to_others_is_done_and_undone_on_their_list(followed: Harness) -> None:
    answer = followed.post("/items/i-eve/done", back="/items")
    assert stored(followed, "i-eve", EVE).status is ActionItemStatus.DONE
    undo(followed, answer.headers["Location"])
    assert stored(followed, "i-eve", EVE).status is ActionItemStatus.OPEN


def test_another_day_is_set_and_taken_back(followed: Harness) -> None:
    before, day = stored(followed, "i-late").due, NOW.date() + timedelta(days=4)
    answer = followed.post("/items/i-late/due", due=day.isoformat(), back=f"/meetings/{ENDED}/series")
    assert stored(followed, "i-late").due == day
    assert undo(followed, answer.headers["Location"]) == f"/meetings/{ENDED}/series?done=undone"
    assert stored(followed, "i-late").due == before
    followed.post("/items/i-late/due", due="")
    assert stored(followed, "i-late").due is None


def test_a_day_that_is_none_or_over_is_refused_in_words(followed: Harness) -> None:
    before = stored(followed, "i-late").due
    for typed, said in (("soon", "That is no day."), (date(2020, 1, 1).isoformat(), "That day is over.")):
        answer = followed.post("/items/i-late/due", due=typed)
        assert answer.status == 400
        assert said in answer.text
    assert stored(followed, "i-late").due == before


def test_what_is_done_is_opened_again(followed: Harness) -> None:
    assert followed.post("/items/i-done/reopen", back="/items").headers["Location"] == "/items?done=item-open"
    assert stored(followed, "i-done").status is ActionItemStatus.OPEN


def test_a_form_leads_nowhere_but_to_a_page_of_ours(followed: Harness) -> None:
    assert followed.post("/items/i-late/done", back="https://evil.example").headers["Location"].startswith("/?done=")
    assert followed.post("/items/i-soon/done", back="//evil.example").headers["Location"].startswith("/?done=")


def test_whoever_owes_something_is_reminded_after_an_approval(followed: Harness) -> None:
    followed.users.patch(ADA, {"email": "ada@example.com"})
    text = followed.get("/items").text
    assert text.count("/remind") == 1
    answers = [followed.post("/items/i-owed/remind") for _ in range(2)]
    (place,) = {answer.headers["Location"] for answer in answers}
    assert "priya@example.com" in followed.get(place.partition("?")[0]).text


def test_a_task_is_made_where_a_task_system_is_set_up(followed: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Create a task" not in followed.get("/items").text
    set_up_task_system(monkeypatch)
    assert "Create a task in Jira" in followed.get("/items").text
    place = followed.post("/items/i-owed/task", system="Jira").headers["Location"]
    assert "Share the salary bands" in followed.get(place.partition("?")[0]).text


def test_the_person_s_page_and_the_series_do_the_same_and_lead_back(followed: Harness) -> None:
    for path in (f"/meetings/{ENDED}/people/{person_key(PRIYA)}", f"/meetings/{ENDED}/series"):
        text = followed.get(path).text
        assert 'action="/items/i-owed/done"' in text
        assert f'name="back" value="{path}' in text


def test_fault_115_what_was_said_is_text_on_each_page_that_shows_it(followed: Harness) -> None:
    attack = '"><img src=x onerror=alert(1)>'
    quote = Quote(text_id=attack, number=1, text=attack, speaker=attack)
    promise(followed, "i-evil", attack, owner=attack, meeting_id=ENDED, series_id="hiring", quotes=(quote,))
    for path in ("/items", f"/meetings/{ENDED}/series"):
        text = followed.get(path).text
        assert "onerror" in text
        assert Structure(text).dangers == []


def test_the_way_there_is_in_the_navigation_and_the_palette(harness: Harness) -> None:
    assert '<a href="/items">' in harness.get("/").text
    assert {"/items", "/results"} <= {place["address"] for place in harness.get("/palette").json}
