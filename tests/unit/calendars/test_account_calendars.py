"""Which of an account's calendars are a colleague's or a room's."""

from typing import Any

from lambdas.calendars.google.account_calendars import list_google_calendars
from lambdas.calendars.microsoft.account_calendars import list_microsoft_calendars
from lambdas.outbound.json_http import HttpAnswer, Query


class Answering:
    """Either provider's client: whatever is asked, these calendars are the answer."""

    base_url = "https://graph.example"

    def __init__(self, *items: dict[str, Any]) -> None:
        self.items = list(items)

    def ask(self, *_asked: Any, headers: Any = None, query: Query = ()) -> Any:
        return lambda _token: HttpAnswer(200, {}, {"items": self.items, "value": self.items})


def test_google_s_are_told_by_their_addresses() -> None:
    names = ("mia@work.example", "x@group.calendar.google.com", "bob@work.example", "r@resource.calendar.google.com")
    there = Answering(*({"id": name, "primary": name.startswith("mia")} for name in names))
    found = list(list_google_calendars(there, "token"))  # type: ignore[arg-type]  # in the client's place
    assert [one.shared_by for one in found] == ["", "", "bob@work.example", "r@resource.calendar.google.com"]


def test_microsoft_s_are_told_by_their_owners() -> None:
    def owned(name: str, address: str, **more: Any) -> dict[str, Any]:
        return {"id": name, "name": name, "owner": {"address": address}, **more}

    there = Answering(
        owned("Team", "Mia@corp.example"),
        owned("Bob", "bob@corp.example"),
        owned("Calendar", "mia@corp.example", isDefaultCalendar=True),
        {"id": "Old", "name": "Old"},
    )
    found = list(list_microsoft_calendars(there, "token"))  # type: ignore[arg-type]  # in the client's place
    assert [(one.name, one.shared_by) for one in found] == [
        ("Team", ""),
        ("Bob", "bob@corp.example"),
        ("Calendar", ""),
        ("Old", ""),
    ]
