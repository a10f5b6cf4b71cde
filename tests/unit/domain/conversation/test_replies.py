"""A reply that says nothing is told from a short answer, in the languages people type in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.conversation.replies import Reply, reply_kind, takes_yes_or_no

PRIORITIES = "What are your top three priorities for this meeting?"
DECISION = "Compute is 45,200 over: do you want a decision on this in the meeting?"
LEAN = "Remote-work policy: should this be closed in the meeting, and which way do you lean?"
LATE = "“Send the rota” is 5 days late: done, moved or dropped?"

NO_ANSWER = """
idk | ? | ??? | 🙂 | 👍 | 🤷 | done | Done. | xxxx | asdf | asdf asdf | ... | … | tbd | TBD | TBC
see above | k | hm | hmmm | no clue | whatever | Whatever! | I don't know | i dont know
dunno, sorry | Hm, no idea | not sure yet | ok | yes | sure | to be decided | *** | :) | ;-) | :D
<3 | xD | aaaa | zzz | sdfkjh | asdasd | hjkl | jkl; | qwerty | 123456 | 1111 | haha | lol | thanks
blah blah | lorem ipsum dolor | keine Ahnung | weiß nicht | s.o. | siehe oben | egal | erledigt
je ne sais pas | aucune idée | bof | no sé | da igual | boh | non lo so | não sei | geen idee
weet ik niet | fini | see the doc | ask me later | no strong opinion | I'll come back to it
"""
ANSWERS = """
SSO | hire 2 | Q3 | OKRs | KPIs | 2 | 42 | 12% | €5k | A | Ana | Jo | Reza | Kaka | AAA | XXL | AWS
R&D | C# | 1:1 | Dr. No | pgsql | nginx | mysql | flask | salad | lads | ask | were | power | type
Poi | HMM model | ERM | DK | IDC | test | hiring | the budget | no-show | OK from legal
done by Friday | skip the demo | pass rate | next quarter | same team, new lead | Yes to Acme
who pays? | why are we late | nothing beats Ana's draft | same as last time, plus the offsite
egalité | 日本 | 预算 | бюджет | الميزانية | Büro | größe | préavis | não-conformidade
see the lease through | next steps | later start for the pilot | nothing major changed in Berlin | see the docs team
"""
AS_LAST_TIME = """
same as last time | Same as last time. | same | the same | same again | as before | unchanged
same as last week | as usual | wie letztes Mal | wie gehabt | comme la dernière fois | idem
lo mismo | sin cambios | come sempre | o mesmo | onveranderd
"""
NOTHING = """
no | None. | nothing this week | n/a | - | Nope, thanks! | nothing to report | nichts | rien | nada
niente | niets | no updates | nah | nothing much | not that I know of | none that I can think of | all quiet
nothing comes to mind | not aware of any | none so far | no blockers
"""


def listed(table: str) -> list[str]:
    return [entry.strip() for row in table.strip().splitlines() for entry in row.split(" | ")]


@pytest.mark.parametrize("typed", listed(NO_ANSWER))
def test_what_says_nothing_is_no_answer(typed: str) -> None:
    assert reply_kind(typed, PRIORITIES) is Reply.NO_ANSWER


@pytest.mark.parametrize("typed", listed(ANSWERS))
def test_a_short_answer_is_an_answer(typed: str) -> None:
    assert reply_kind(typed, PRIORITIES) is Reply.ANSWER


@pytest.mark.parametrize("typed", listed(AS_LAST_TIME))
def test_a_pointer_to_last_time_is_known_as_one(typed: str) -> None:
    assert reply_kind(typed, PRIORITIES) is Reply.AS_LAST_TIME


@pytest.mark.parametrize("typed", listed(NOTHING))
def test_nothing_to_say_is_said(typed: str) -> None:
    assert reply_kind(typed, PRIORITIES) is Reply.NOTHING


@pytest.mark.parametrize("typed", ["skip", "Skip it.", "pass", "next"])
def test_the_word_for_it_skips(typed: str) -> None:
    assert reply_kind(typed, PRIORITIES) is Reply.SKIP


@pytest.mark.parametrize("typed", ["yes", "ok", "Sure", "👍", "ja", "oui", "y"])
def test_yes_answers_a_question_of_yes_or_no_and_no_other(typed: str) -> None:
    assert reply_kind(typed, DECISION) is Reply.ANSWER
    assert reply_kind(typed, LEAN) is Reply.ANSWER
    assert reply_kind(typed, PRIORITIES) is Reply.NO_ANSWER


@pytest.mark.parametrize("typed", ["done", "Moved.", "dropped"])
def test_a_word_the_question_offers_answers_it(typed: str) -> None:
    assert reply_kind(typed, LATE) is Reply.ANSWER


def test_a_question_that_also_asks_what_wants_more_than_yes() -> None:
    assert not takes_yes_or_no("Is there one piece of feedback you want to give, and what did you see?")
    assert takes_yes_or_no("Audit log is late: does this need time in the meeting?")


@given(st.text(max_size=200), st.sampled_from([PRIORITIES, DECISION, LATE, ""]))
def test_any_reply_is_of_one_kind_whatever_its_case_and_blanks(typed: str, question: str) -> None:
    assert reply_kind(f"  {typed}\n", question) is reply_kind(typed, question)


@given(
    st.lists(st.sampled_from(["migration", "Berlin", "two", "hires", "budget", "Ana", "date"]), min_size=2, max_size=6)
)
def test_words_are_never_taken_for_strokes(words: list[str]) -> None:
    assert reply_kind(" ".join(words), PRIORITIES) is Reply.ANSWER


@pytest.mark.parametrize(
    "question",
    [
        "Is the price list out?",
        "Has the contract been signed?",
        "What is the status of the migration?",
        "Where does the budget stand?",
        "Send the rota: what happened to it?",
    ],
)
@pytest.mark.parametrize("typed", ["Done", "done!", "It's done", "All done, thanks", "erledigt"])
def test_done_answers_how_far_something_is(typed: str, question: str) -> None:
    assert reply_kind(typed, question) is Reply.ANSWER


@pytest.mark.parametrize("question", [PRIORITIES, DECISION, "Are there risks you see?", "Who has not been asked?"])
def test_done_answers_nothing_else(question: str) -> None:
    assert reply_kind("Done", question) is Reply.NO_ANSWER
    assert reply_kind("I'm done", question) is Reply.NO_ANSWER


def test_that_s_all_says_that_there_is_nothing_more() -> None:
    assert reply_kind("That's all.", "Anything else?") is Reply.NOTHING
