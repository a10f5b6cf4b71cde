"""The API of sources as the commands meet it: kinds with their fields, sources, and what was asked."""

from typing import Any

from lambdas.errors import NotFound


def a_field(name: str, **changes: Any) -> dict[str, Any]:
    told = {"name": name, "label": name.capitalize(), "hint": "", "default": "", "is_secret": False}
    return {**told, "is_required": True, "is_long": False, **changes}


def a_kind(kind: str, label: str, *fields: dict[str, Any], is_pushed: bool = False) -> dict[str, Any]:
    told = {"kind": kind, "label": label, "reads": f"What {label} has.", "advice": f"Prepare {label} first."}
    return {**told, "fields": list(fields), "is_pushed": is_pushed}


def a_source(source_id: str, **changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"source_id": source_id, "kind": source_id, "label": "Jira", "name": f"Our {source_id}"}
    told |= {"owner": "you", "status": "ok", "problem": "", "failing_since": None}
    told |= {"read_at": "2026-11-30T08:00:00Z", "age_seconds": 780.0, "next_at": "2026-11-30T09:00:00Z"}
    told |= {"is_whole": True, "rows": 12, "refused": 0, "refused_rows": [], "settings": {}, "may_manage": True}
    return {**told, "place": None, **changes}


KINDS = [
    a_kind(
        "jira",
        "Jira",
        a_field("address", hint="https://yourcompany.atlassian.net"),
        a_field("decision_label", default="decision"),
        a_field("token", label="API token", is_secret=True),
    ),
    a_kind("google_sheets", "Google Sheets", a_field("key", hint="A JSON file.", is_secret=True, is_long=True)),
    a_kind("opsgenie", "Opsgenie", is_pushed=True),
    a_kind("aws_costs", "AWS costs", a_field("account_number"), a_field("grouped_by", is_required=False)),
    a_kind("hr_files", "HR files"),
]


def connected(source: dict[str, Any], hook: str = "", said: str = "") -> dict[str, Any]:
    return {"source": source, "hook": hook, "said": said}


class SourcesApi:
    """``answers`` by method and path, in the place of the usual; ``looks`` are what the list says, look by look."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.sources = [a_source("jira")]
        self.looks: list[list[dict[str, Any]]] = []
        self.answers: dict[tuple[str, str], Any] = {}

    def get(self, path: str) -> Any:
        assert path == "/sources"
        if self.looks:
            self.sources = self.looks.pop(0)
        return {"kinds": KINDS, "sources": self.sources}

    def post(self, path: str, body: Any = None) -> Any:
        return self._answer("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        return self._answer("PUT", path, body)

    def delete(self, path: str) -> Any:
        return self._answer("DELETE", path, None)

    def _answer(self, method: str, path: str, body: Any) -> Any:
        self.asked.append((method, path, body))
        if (method, path) in self.answers:
            return self.answers[method, path]
        known = {one["source_id"] for one in self.sources}
        if path != "/sources" and path.split("/")[2].partition("?")[0] not in known:
            raise NotFound("There is no such source.")
        made = body["kind"] if path == "/sources" else "jira"
        return connected(a_source(made))
