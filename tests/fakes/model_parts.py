"""The model's parts on tables in memory, over endpoints of this test alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from lambdas.config_files import load_model_catalog
from lambdas.domain.llm.connection import ModelConnection, StageModel
from lambdas.domain.llm.purposes import Purpose
from lambdas.errors import Refused
from lambdas.llm.connected import ModelParts
from lambdas.store.model_answers import ModelAnswers
from lambdas.store.model_state import ModelState
from lambdas.store.spend import Spend
from tests.fakes.stores import InMemory

REGION = "eu-central-1"
OLLAMA = ModelConnection(
    provider="openai", model="llama3", url="http://127.0.0.1:11434/v1", purposes=frozenset(Purpose)
)


class FakeSpend(InMemory, Spend, table="spend"): ...


class FakeModelAnswers(InMemory, ModelAnswers, table="model_answers"): ...


class FakeModelState(InMemory, ModelState, table="model_answers"): ...


class FakeModelKey:
    """The secret of the endpoint's key."""

    def __init__(self) -> None:
        self.kept = ""

    def read(self) -> str:
        if not self.kept:
            raise Refused("the key of the model's endpoint is not there any more: connect it again")
        return self.kept

    def keep(self, key: str) -> None:
        self.kept = key

    def forget(self) -> None:
        self.kept = ""


class FakeModel:
    """``parts`` as wiring hands them out. No model is connected, until a test connects one."""

    def __init__(self, now: Callable[[], datetime], stage: StageModel | None = None, region: str = REGION) -> None:
        self.spend, self.state, self.key = FakeSpend(), FakeModelState(), FakeModelKey()
        self.bedrock: Any = None
        self.parts = ModelParts(
            catalog=load_model_catalog(),
            stage=stage or StageModel(),
            spend=self.spend,
            answers=FakeModelAnswers(),
            state=self.state,
            bedrock=lambda: self.bedrock,
            region=region,
            key=self.key.read,
            now=now,
        )

    def change(self, **parts: Any) -> None:
        self.parts = replace(self.parts, **parts)
