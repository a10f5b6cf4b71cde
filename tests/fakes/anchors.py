"""The bucket of anchors in memory; the same behaviour as store/anchors.py, by one contract."""

from collections.abc import Iterator

from lambdas.domain.actions.audit import Anchor


class FakeAnchors:
    def __init__(self) -> None:
        self.stored: list[Anchor] = []

    def put(self, anchor: Anchor) -> None:
        self.stored.append(anchor)

    def last(self, team_id: str) -> Anchor | None:
        return max(self.of_team(team_id), key=lambda anchor: anchor.sequence, default=None)

    def of_team(self, team_id: str) -> Iterator[Anchor]:
        yield from [anchor for anchor in self.stored if anchor.team_id == team_id]
