"""Reads its owner's calendars now rather than at the next round."""

from lambdas.domain.actions.kinds.base import Details, FieldChange, Risk


class RefreshCalendars(Details):
    """``labels`` are the calendars, as their owner calls them."""

    action_type = "refresh_calendars"
    label = "Read the calendars"
    base_risk = Risk.LOW
    labels: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.title_for("your")

    def title_for(self, whose: str) -> str:
        return f"Read {whose} calendars now"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (FieldChange(what="Read anew", after=", ".join(self.labels)),)
