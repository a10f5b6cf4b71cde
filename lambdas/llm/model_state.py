"""Reads how the stage's model is, for whoever tells people of it; asks it nothing."""

from datetime import datetime
from urllib.parse import urlsplit

from lambdas.domain.llm.connection import ModelConnection
from lambdas.domain.llm.model_status import HERE, ModelFacts, ModelStatus, status_of
from lambdas.errors import Refused
from lambdas.llm.connected import ModelParts


def model_status(
    parts: ModelParts, now: datetime, *, is_switched_on: bool, user_id: str = "", refusal: str = ""
) -> ModelStatus:
    """``refusal``: what was found out on the way why it cannot be asked."""
    connection = parts.connection()
    month = parts.spend.of_stage_month(now.date())
    facts = ModelFacts(
        connection=connection,
        is_switched_on=is_switched_on,
        place=_place(parts, connection),
        refusal=_refusal(parts, connection) or refusal,
        spent=parts.spend.of_stage(now.date()).spent,
        own_spent=parts.spend.of_person(user_id, now.date()).spent if user_id else 0,
        ceiling=parts.catalog.ceilings.stage_day,
        answered_at=month.answered_at,
        last=parts.state.last_no_answer(),
        priced_on=parts.catalog.priced_on,
    )
    return status_of(facts, now)


def _place(parts: ModelParts, connection: ModelConnection | None) -> str:
    if connection is None:
        return ""
    if connection.provider != "bedrock":
        return urlsplit(connection.url).netloc
    return HERE if parts.is_on_this_computer() else parts.region


def _refusal(parts: ModelParts, connection: ModelConnection | None) -> str:
    try:
        if connection:
            parts.target(connection)
    except Refused as error:
        return str(error)
    return ""
