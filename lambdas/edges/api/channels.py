"""A user's channels."""

from pydantic import Field

from lambdas.accounts.wiring import profiles
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.model import Model
from lambdas.edges.api.app import user


class ChannelsChange(Model):
    """Those AMO may use; the page is always one of them."""

    channels: tuple[str, ...] = Field(max_length=10)


def choose_channels(body: ChannelsChange) -> User:
    return profiles().choose_channels(user(), body.channels)
