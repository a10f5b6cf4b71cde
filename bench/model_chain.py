"""A preparation whose materials can be generated again and again with a model: the generator, and all that asks one."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lambdas.config_files import load_agenda_shapes, load_model_catalog
from lambdas.domain.accounts.user import User
from lambdas.domain.agenda.rules_composer import RulesComposer
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer
from lambdas.domain.llm.catalog import Ceilings
from lambdas.domain.llm.connection import ModelConnection, StageModel
from lambdas.domain.llm.consent import ModelAsker, ModelConsent
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.purposes import Purpose
from lambdas.llm.base import Llm
from lambdas.llm.connected import ModelParts
from lambdas.materials.generate import GenerationInput, MaterialsGenerator
from lambdas.materials.model_composer import ModelComposer
from lambdas.store.model_answers import ModelAnswers
from lambdas.store.model_state import ModelState
from lambdas.store.spend import Account, Reservation, Spend
from tests.fakes.documents import FakeDocuments
from tests.fakes.table import FakeTables
from tests.fakes.whole_app import USER, WholeApp
from tests.golden.run import MEETING, Rehearsal
from tests.golden.situation import load

PLAYED = "nova-lite"
RUN = 1


@dataclass(frozen=True)
class NotedSpend(Spend):
    """``noted`` is the most that each call could have cost, in millionths of a dollar."""

    noted: list[int] = field(default_factory=list)

    def reserve(self, account: Account, at_most: int, ceilings: Ceilings, now: datetime) -> Reservation:
        self.noted.append(at_most)
        return super().reserve(account, at_most, ceilings, now)


@dataclass
class Purse:
    """The ledger and the memory of answers that questions share. ``at_most`` is what they could cost, by purpose."""

    tables: FakeTables = field(default_factory=FakeTables)
    at_most: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.spend = NotedSpend(self.tables("spend"))

    def llm(self, url: str, now: "Clock") -> "NotedLlm":
        answers = self.tables("model_answers")
        catalog = load_model_catalog()
        price = catalog.models[PLAYED].price
        parts = ModelParts(
            catalog=catalog,
            stage=StageModel(),
            spend=self.spend,
            answers=ModelAnswers(answers),
            state=ModelState(answers),
            bedrock=lambda: None,
            region="",
            key=str,
            now=now,
        )
        connection = ModelConnection(provider="openai", model=PLAYED, url=url, price=price, purposes=frozenset(Purpose))
        return NotedLlm(parts.llm(connection), self)


@dataclass(frozen=True)
class NotedLlm:
    """Asks, and notes what each purpose could have cost."""

    inner: Llm
    purse: Purse

    def ask(
        self, prompt: ModelPrompt, returns: type[Any], *, asker: ModelAsker, deadline: datetime
    ) -> ModelAnswer[Any] | NoAnswer:
        known = len(self.purse.spend.noted)
        outcome = self.inner.ask(prompt, returns, asker=asker, deadline=deadline)
        self.purse.at_most[prompt.purpose.value] += sum(self.purse.spend.noted[known:])
        return outcome


@dataclass(frozen=True)
class Clock:
    """Goes on from a moment as fast as the real one."""

    start: datetime
    began: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self.began)


class _Begun:
    """A preparation that may be generated again."""

    def generate(self, *_: object) -> None:
        """Nothing is in its way."""


@dataclass(frozen=True)
class Prepared:
    """``at_most``: what asking a model for it could have cost, in millionths of a dollar by purpose."""

    app: WholeApp
    at_most: Counter[str]

    def generate(self, url: str, purse: Purse) -> Mapping[str, Any]:
        """Returns the stored plan. Raises what a generation may."""
        return self.generated(purse.llm(url, Clock(self.app.now)))

    def generated(self, llm: Llm) -> Mapping[str, Any]:
        app, documents, clock = self.app, FakeDocuments(), Clock(self.app.now)
        parts: Any = {
            "meetings": app.meetings,
            "users": app.users,
            "contexts": app.contexts,
            "conversations": app.conversations,
            "preparations": _Begun(),
            "documents": documents,
        }
        composer = ModelComposer(RulesComposer(load_agenda_shapes()), lambda: llm)
        asked = GenerationInput(
            meeting_id=MEETING,
            user_id=USER,
            run=RUN,
            session_id=f"{MEETING}-r{RUN}",
            context_kinds=tuple(note.kind for note in app.contexts.of_meeting(MEETING)),
        )
        generated = MaterialsGenerator(**parts, composer=composer).generate(asked, clock())
        plan: dict[str, Any] = json.loads(documents.get(generated.plan_key))
        return plan


class _WithModel(Rehearsal):
    def _user(self) -> User:
        return super()._user().model_copy(update={"model_consent": ModelConsent(level="all")})


@dataclass(frozen=True)
class ModelPreparations:
    """Prepares situations with a model that answers at ``url``."""

    url: str

    def prepare(self, situation: str) -> Prepared:
        rehearsal, purse = _WithModel(load(situation)), Purse()
        rehearsal.app.llm = purse.llm(self.url, Clock(rehearsal.situation.now))
        rehearsal.outcome()
        return Prepared(rehearsal.app, purse.at_most)

    def prepare_by_rules(self, situation: str) -> Prepared:
        rehearsal = _WithModel(load(situation))
        rehearsal.outcome()
        return Prepared(rehearsal.app, Counter())
