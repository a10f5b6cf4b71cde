"""A question about one meeting: what a model answers that looks things up first, or the rules where it does not."""

from collections import defaultdict
from datetime import timedelta

from evals.cases import EvalCase, notes_of
from evals.judged import JudgedLine, Shown
from evals.registry import AnsweringModel, Evaluated
from lambdas.config_files import load_model_catalog
from lambdas.coordinator.agent import PROMPT, CoordinatorAgent
from lambdas.coordinator.coordinate import MAX_SECONDS
from lambdas.domain.ask.brief import StoredBrief
from lambdas.domain.ask.question import MeetingQuestion
from lambdas.domain.ask.rules_answer import answer_by_rules
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.purposes import Purpose
from tests.fakes.samples import NOW, a_meeting, a_user


def show(case: EvalCase, model: AnsweringModel) -> Shown:
    """``given``: the meeting's ``title``, the ``facts`` on record and the ``question``."""
    meeting = a_meeting("m1", title=case.given["title"])
    brief = StoredBrief(meeting=meeting, contexts=notes_of(case, NOW))
    asked = MeetingQuestion(
        question_id="q1", meeting_id="m1", user_id="u1", question=case.given["question"], asked_at=NOW
    )
    row = load_model_catalog().purposes[Purpose.ASK]
    asker = a_user(model_consent=ModelConsent(level="all")).as_asker("ask#m1", "m1", is_private=False)
    late = NOW + timedelta(hours=1)
    found = CoordinatorAgent(model, row, lambda: NOW).answer(asked, brief, (), asker, late)
    lines = brief.lines()
    answer = answer_by_rules(asked.question, lines, NOW) if isinstance(found, NoAnswer) else found
    said: defaultdict[str, list[str]] = defaultdict(list)  # all lines of the invitation are one source
    for line in lines:
        said[line.ref].append(f"{line.text} {line.label}")
    return Shown(
        lines=tuple(
            JudgedLine(
                line.text,
                tuple(source.ref for source in line.sources),
                " ".join(text for source in line.sources for text in said[source.ref]),
                answer.composer == "model",
            )
            for line in answer.lines
        )
    )


EVALUATED = Evaluated(PROMPT, show, conversation=MAX_SECONDS)
