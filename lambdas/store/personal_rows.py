"""Finds every row that is of one person, table by table, and takes it away; knows keys and indexes, and no model.

Other stores look a thing up for somebody who needs it; this one looks for all there is, also what no page shows.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Row, Table, TablePart
from lambdas.domain.accounts.invitations import OWN_TEAM
from lambdas.domain.conversation.conversation import session_id_for
from lambdas.domain.kernel.model import Model
from lambdas.errors import Conflict

READING, DELETING = "looking for what is of one person", "deleting what is of one person"
IMPORTING = "taking in what is of one person"
OWN = (
    *("users", "connected_calendars", "calendar_accounts", "absences", "material_texts", "records", "action_items"),
    *("outcomes", "notices", "page_sessions", "model_answers"),
)
"""Tables whose partitions are people."""
BY_MEETING = ("chat_sessions", "contexts", "meeting_notes", "deliveries")
BY_ACTION = ("action_looks",)
READ = (
    *(*OWN, "meetings", *BY_MEETING, "slack", "pending_actions", *BY_ACTION),
    *("action_audit_log", "autonomy", "spend", "source_accounts"),
)
"""Tables in which rows are found by key; what is in the others is found by a scan."""
SCANNED = ("users", "sign_in_links", "sign_in_flows", "subscriptions", "autonomy", "action_looks")
"""Small ones, in which rows that name somebody stand under other keys."""
DELETED = (*(name for name in READ if name != "action_audit_log"), "sign_in_links", "sign_in_flows", "subscriptions")
IMPORTED = (
    *("meetings", "chat_sessions", "contexts", "material_texts"),
    *("records", "meeting_notes", "action_items", "outcomes"),
)
KEYS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(OWN, ("user_id",)),
    "users": ("user_id", "item"),
    "connected_calendars": ("user_id", "calendar_id"),
    "calendar_accounts": ("user_id", "account_id"),
    "material_texts": ("user_id", "meeting_id"),
    "records": ("user_id", "record_key"),
    "action_items": ("user_id", "item_id"),
    "outcomes": ("user_id", "item"),
    "notices": ("user_id", "message_id"),
    "page_sessions": ("user_id", "session_id"),
    "model_answers": ("user_id", "answer"),
    "spend": ("scope", "period"),
    "source_accounts": ("owner", "item"),
    "meetings": ("meeting_id",),
    "chat_sessions": ("session_id",),
    "contexts": ("meeting_id", "kind"),
    "meeting_notes": ("meeting_id", "item"),
    "deliveries": ("about", "told"),
    "slack": ("owner", "item"),
    "pending_actions": ("action_id",),
    "action_looks": ("action_id", "user_id"),
    "action_audit_log": ("team_id", "sequence"),
    "autonomy": ("scope", "item"),
    "sign_in_links": ("link_hash",),
    "sign_in_flows": ("flow_hash",),
    "subscriptions": ("subscription_id",),
}
PROFILE = "profile"


class Person(Model):
    """``teams`` are those whose audit logs tell of them."""

    user_id: str
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonalRows:
    tables: Mapping[str, Table]

    def of(self, table: str, person: Person) -> Iterator[Row]:
        """Every row of theirs in one table, in no order. What was written in the last second may be missing."""
        finders: dict[str, Callable[[Person], Iterator[Row]]] = {
            "meetings": lambda one: self.meetings(one.user_id),
            "chat_sessions": self._conversations,
            "contexts": lambda one: self._by_meeting("contexts", one),
            "meeting_notes": self._notes,
            "deliveries": self._deliveries,
            "slack": lambda one: self._query("slack", "owner", f"user#{one.user_id}"),
            "pending_actions": lambda one: self.actions(one.user_id),
            "action_looks": self._looks,
            "action_audit_log": self._log,
            "autonomy": lambda one: self._query("autonomy", "scope", f"user#{one.user_id}"),
            "spend": self._spend,
            "source_accounts": lambda one: self._query("source_accounts", "owner", one.user_id),
        }
        if table in OWN:
            return self._query(table, "user_id", person.user_id)
        return finders[table](person)

    def meetings(self, user_id: str) -> Iterator[Row]:
        where = Attr("user_id").eq(user_id)
        return self.tables["meetings"].query(where, READING, index="user_start")

    def actions(self, user_id: str) -> Iterator[Row]:
        where = Attr("on_behalf_of").eq(user_id)
        return self.tables["pending_actions"].query(where, READING, index="person_created")

    def of_meeting(self, table: str, user_id: str, meeting: Row) -> Iterator[Row]:
        """Of one of ``BY_MEETING``: what belongs to this meeting of theirs."""
        meeting_id = meeting["meeting_id"]
        if table == "chat_sessions":
            found = (self.tables[table].get({"session_id": name}, READING) for name in sessions_of(meeting))
            return (row for row in found if row is not None)
        if table == "deliveries":
            theirs = Attr("about").eq(meeting_id) & Attr("told").begins_with(f"{user_id}#")
            return self.tables[table].query(theirs, READING)
        rows = self._query(table, "meeting_id", meeting_id)
        return (row for row in rows if row.get("user_id", user_id) == user_id)

    def looks_at(self, action_id: str) -> Iterator[Row]:
        return self._query("action_looks", "action_id", action_id)

    def link_in_team(self, link: Row) -> Row | None:
        """The other half of a Slack account's tie."""
        return self.tables["slack"].get({"owner": f"team#{link['team_id']}", "item": link["slack_user_id"]}, READING)

    def _query(self, table: str, key: str, value: str) -> Iterator[Row]:
        return self.tables[table].query(Attr(key).eq(value), READING)

    def _by_meeting(self, table: str, person: Person) -> Iterator[Row]:
        for meeting in self.meetings(person.user_id):
            yield from self.of_meeting(table, person.user_id, meeting)

    def _conversations(self, person: Person) -> Iterator[Row]:
        return self._by_meeting("chat_sessions", person)

    def _notes(self, person: Person) -> Iterator[Row]:
        """Those of meetings that are there, and typed ones whose meeting went with age."""
        seen = set()
        for row in self._by_meeting("meeting_notes", person):
            seen.add(key_of("meeting_notes", row))
            yield row
        where = Attr("user_id").eq(person.user_id)
        for row in self.tables["meeting_notes"].query(where, READING, index="user_saved"):
            if key_of("meeting_notes", row) not in seen:
                yield row

    def _deliveries(self, person: Person) -> Iterator[Row]:
        yield from self._query("deliveries", "about", f"user#{person.user_id}")
        yield from self._by_meeting("deliveries", person)

    def _looks(self, person: Person) -> Iterator[Row]:
        for action in self.actions(person.user_id):
            yield from self.looks_at(action["action_id"])

    def _spend(self, person: Person) -> Iterator[Row]:
        """Their days, and those of the team of one that a person without a team is."""
        for scope in (f"user#{person.user_id}", f"team#{OWN_TEAM}{person.user_id}"):
            yield from self._query("spend", "scope", scope)

    def _log(self, person: Person) -> Iterator[Row]:
        """Rows of what they did, and of what was done about actions of theirs."""
        actor, own = f"user:{person.user_id}", {row["action_id"] for row in self.actions(person.user_id)}
        for team_id in dict.fromkeys(person.teams):
            rows = self._query("action_audit_log", "team_id", team_id)
            yield from (row for row in rows if row.get("actor") == actor or row.get("action_id") in own)


@dataclass(frozen=True)
class PersonalScans:
    tables: Mapping[str, Table]

    def part(self, table: str, after: Key | None) -> TablePart:
        """A part of a whole table, whoever's rows they are."""
        return self.tables[table].scan(READING, after)


@dataclass(frozen=True)
class PersonalImports:
    tables: Mapping[str, Table]

    def put_new(self, table: str, row: Row) -> bool:
        """Returns whether it was stored: a row that is there, whoever's it is, stays as it is."""
        try:
            self.tables[table].put(row, IMPORTING, Attr(KEYS[table][0]).not_exists())
        except Conflict:
            return False
        return True


@dataclass(frozen=True)
class PersonalDeletions:
    tables: Mapping[str, Table]

    def delete(self, table: str, row: Row) -> bool:
        """For good. Returns whether it was there: what is not is fine."""
        return self.tables[table].delete(dict(zip(KEYS[table], key_of(table, row), strict=True)), DELETING) is not None


def key_of(table: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in KEYS[table])


def sessions_of(meeting: Row) -> list[str]:
    """The names of the conversations that a meeting's runs can have had."""
    runs = int(meeting.get("preparation", {}).get("run", 0))
    return [session_id_for(meeting["meeting_id"], run) for run in range(1, runs + 1)]
