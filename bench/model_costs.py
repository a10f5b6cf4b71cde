"""The most that a preparation may cost beside its materials, each question as long as it may be, in plain letters."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.model_chain import PLAYED, Clock, Purse
from lambdas.calendar_monitor import guess_types
from lambdas.calendar_monitor.guess_types import MAX_DESCRIPTION, TypeGuesses
from lambdas.chat import follow_up
from lambdas.chat.follow_up import MAX_ANSWER_SHOWN, AskedOn
from lambdas.config_files import load_classification_rules, load_model_catalog
from lambdas.coordinator import agent
from lambdas.coordinator.look_up import ANSWERS_TOOL, FACTS, KINDS, LAST_NOTES_TOOL, MAX_RESULT
from lambdas.domain.classification.doubtful_meetings import MAX_TITLES
from lambdas.domain.conversation.follow_ups import MAX_FOLLOW_UPS
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.consent import DataOrigin, ModelAsker, ModelConsent
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.llm.purposes import Purpose
from lambdas.llm.prompt_files import load_prompt
from tests.fakes.samples import NOW

ASKER = ModelAsker(user_id="u1", team_id="own-u1", consent=ModelConsent(level="all"), task="prep#bench#1")
TITLE = 300
"""Characters of a title that is longer than any seen."""
QUESTION = 2_000


def beside_materials(url: str) -> Counter[str]:
    """Dollars by purpose: both follow-ups and a meeting's share of a sync, each repaired once, and one question."""
    asked_on = _texts(*((label, MAX_ANSWER_SHOWN) for label in ("question", "answer", "fact")))
    types = "\n".join(f"{name}: {kind.label}" for name, kind in load_classification_rules().types.items())
    meetings = _texts(*((f"meeting {number}", TITLE + MAX_DESCRIPTION) for number in range(1, MAX_TITLES + 1)))
    guessed = (Untrusted("types", types, DataOrigin.INVITATION), *meetings)
    return Counter(
        {
            "follow_up": 2 * MAX_FOLLOW_UPS * _asked(url, follow_up.PROMPT, asked_on, AskedOn),
            "classify": 2 * _asked(url, guess_types.PROMPT, guessed, TypeGuesses) / MAX_TITLES,
            "ask": _of_question(),
        }
    )


def _texts(*wanted: tuple[str, int]) -> tuple[Untrusted, ...]:
    return tuple(Untrusted(label, "x" * length, DataOrigin.OWN_WORDS, length) for label, length in wanted)


def _asked(url: str, path: Path, data: Sequence[Untrusted], returns: type[Model]) -> float:
    """As AMO reserves it before it asks: nothing is asked but the stand-in."""
    purse, clock = Purse(), Clock(NOW)
    prompt = ModelPrompt(load_prompt(path), tuple(data))
    purse.llm(url, clock).ask(prompt, returns, asker=ASKER, deadline=NOW.replace(hour=23))
    return purse.spend.noted[0] / 1_000_000


def _of_question() -> float:
    """The call that looks up, and the one that answers with every tool's whole result before it."""
    catalog = load_model_catalog()
    schemas = (FACTS.schema, LAST_NOTES_TOOL.schema, ANSWERS_TOOL.schema, agent.ANSWER.schema)
    told = len(load_prompt(agent.PROMPT).text) + QUESTION + sum(len(json.dumps(dict(one))) for one in schemas)
    results = (len(KINDS) + 2) * MAX_RESULT
    most = catalog.purposes[Purpose.ASK].max_tokens
    price = catalog.models[PLAYED].price
    return (price.at_most(told, most) + price.at_most(told + results, most)) / 1_000_000
