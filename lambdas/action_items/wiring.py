"""Builds the service that follows action items."""

from lambdas import wiring
from lambdas.action_items.follow import FollowedItems


def followed_items() -> FollowedItems:
    return FollowedItems(wiring.users(), wiring.action_items(), wiring.meetings())
