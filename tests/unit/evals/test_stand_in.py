"""The scripted stand-in answers the features' own prompts in their own shapes, and is believed where it should be."""

import json
from datetime import datetime
from typing import Any

import pytest

from cli.local.model_fake.replies import completion
from evals.cases import cases_of
from evals.recorded import NoModel
from evals.registry import evaluated
from lambdas.domain.llm.answer import ModelAnswer
from lambdas.domain.llm.answer_schema import answer_schema
from lambdas.domain.llm.consent import ModelAsker
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.spotlight import spotlit
from lambdas.llm.base import Call, ModelReply


class ScriptedLlm:
    """Asked as the endpoint is, without one; what it says in a conversation is tested with the coordinator."""

    model_name = "stand-in"

    def call(self, call: Call, seconds: float) -> ModelReply:
        return NoModel().call(call, seconds)

    def ask(self, prompt: ModelPrompt, returns: type[Any], *, asker: ModelAsker, deadline: datetime) -> Any:
        shape = {"json_schema": {"schema": answer_schema(returns)}}
        told = {"messages": [{"role": "user", "content": spotlit(prompt, "x")}], "response_format": shape}
        content = completion(told)["choices"][0]["message"]["content"]
        return ModelAnswer(returns.model_validate(json.loads(content)), "stand-in", prompt.instructions.version)


@pytest.mark.parametrize(
    ("purpose", "name", "said"),
    [
        ("classify", "english_numbers", "Numbers with Northwind"),
        ("classify", "german_two", "Lena und Jonas"),
        ("follow_up", "english_vague", "You said “Maybe we cut something soon”: who decides that, and by when?"),
        (
            "questions",
            "english_leadership",
            "Which budget variances need to be addressed, and what do you propose, "
            "given this: Compute is 12 % over budget?",
        ),
        ("summarise", "german_not", "Wir kündigen den Vertrag mit Globex nicht"),
    ],
)
def test_what_it_says_is_shown_by_the_feature(purpose: str, name: str, said: str) -> None:
    case = next(case for case in cases_of(Purpose(purpose)) if case.name == name)
    shown = evaluated(Purpose(purpose)).show(case, ScriptedLlm())
    assert said in [line.text for line in shown.lines if line.is_written]
    assert shown.unfounded == 0


def test_what_it_finds_in_notes_is_a_candidate() -> None:
    case = next(case for case in cases_of(Purpose.EXTRACT) if case.name == "written_07_french")
    shown = evaluated(Purpose.EXTRACT).show(case, ScriptedLlm())
    assert "Marta va préparer la démo avant le 4 décembre" in [item.what for item in shown.items]
