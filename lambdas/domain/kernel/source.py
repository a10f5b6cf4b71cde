"""The kinds of calendar a meeting can come from."""

from enum import StrEnum


class Source(StrEnum):
    GOOGLE = "google_calendar"
    MICROSOFT = "microsoft_graph"
    ICS = "ics"
