"""Asks a model one tiny question, as any other is asked, and says in one line why it cannot be connected."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.catalog import ModelCatalog
from lambdas.domain.llm.connection import ModelConnection
from lambdas.domain.llm.consent import DataOrigin, ModelAsker, ModelConsent
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import SAID, NoAnswerReason
from lambdas.errors import AmoError, Refused
from lambdas.llm.connected import ModelParts
from lambdas.llm.openai_compatible import AWAY, KEY_REFUSED, UNKNOWN_MODEL, listed_models
from lambdas.llm.prompt_files import load_prompt
from lambdas.llm.typed import TypedLlm

PROMPT = Path(__file__).parent / "prompts" / "connection_check.md"
SENTENCE = Untrusted("sentence", "Anna sends the figures by Thursday.", DataOrigin.OWN_WORDS)
SECONDS = 20
"""A model on a laptop is read from the disk with its first question."""
MAX_NAMED = 8


class CheckedName(Model):
    name: str = Field(max_length=200)


def require_answer(parts: ModelParts, connection: ModelConnection, *, has_key: bool) -> float:
    """Returns the seconds it took. Raises Refused, which says what is wrong and what to do."""
    now = parts.now()
    asker = ModelAsker(
        user_id="agent:operator",
        team_id="agent:operator",
        consent=ModelConsent(level="all"),
        task=f"connect#{now.isoformat()}",
    )
    prompt = ModelPrompt(load_prompt(PROMPT), (SENTENCE,))
    typed = TypedLlm(parts.caller(connection), _patient(parts.catalog), parts.now)
    outcome = typed.ask(prompt, CheckedName, asker=asker, deadline=now + timedelta(seconds=SECONDS))
    if isinstance(outcome, NoAnswer):
        raise Refused(_why(outcome, parts, connection, has_key=has_key))
    return outcome.seconds


def _patient(catalog: ModelCatalog) -> ModelCatalog:
    row = catalog.purposes[Purpose.ASK].model_copy(update={"seconds": SECONDS})
    return catalog.model_copy(update={"purposes": {**catalog.purposes, Purpose.ASK: row}})


def _why(outcome: NoAnswer, parts: ModelParts, connection: ModelConnection, *, has_key: bool) -> str:
    if outcome.detail == AWAY:
        return f"nothing answers at {connection.url}: is Ollama, llama.cpp or vLLM running there?"
    if outcome.detail == KEY_REFUSED:
        return "the endpoint refuses this key" if has_key else "the endpoint wants a key: give --key-file or --key"
    if outcome.detail == UNKNOWN_MODEL:
        return f"the endpoint knows no model {connection.model}{_known_there(parts, connection)}"
    if outcome.reason is NoAnswerReason.MALFORMED and connection.provider == "openai":
        return f"{connection.model} answers, but not in the form it was asked for: take one that follows a JSON schema"
    if outcome.reason is NoAnswerReason.TIMEOUT:
        return (
            f"{connection.model} did not answer within {SECONDS} s: try again once it is loaded, or take a smaller one"
        )
    return outcome.detail or SAID[outcome.reason]


def _known_there(parts: ModelParts, connection: ModelConnection) -> str:
    try:
        names = listed_models(parts.endpoint_http(connection), parts.key() if connection.has_key else "")
    except AmoError:
        return ""
    more = ", ..." if len(names) > MAX_NAMED else ""
    return f"; it has {', '.join(names[:MAX_NAMED])}{more}" if names else ""
