"""config/channels.yaml: in which order people are reached, and how much is sent by text message (NOT-1)."""

from functools import partial
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from lambdas.domain.kernel.choices import one_of
from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.channels import CHANNELS
from lambdas.domain.notifications.messages import MessageKind

ChannelName = Annotated[str, BeforeValidator(partial(one_of, CHANNELS))]


class SmsRules(Model):
    leaves_out: frozenset[MessageKind] = frozenset()
    most_per_day: int = Field(ge=0, le=200)
    codes_per_day: int = Field(ge=1, le=20)


class ChannelConfig(Model):
    order: tuple[ChannelName, ...]
    sms: SmsRules

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if len(set(self.order)) != len(self.order):
            raise ValueError("order names a channel twice")
        return self
