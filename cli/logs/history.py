"""Reads by FilterLogEvents what was logged: every group, every page, in the order of time."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from cli.logs.line import LogLine

AT_ONCE = 5
"""As many calls a second as the smallest quota of a region lets an account make."""
MAX_PER_GROUP = 20_000


@dataclass(frozen=True)
class LogHistory:
    """``logs`` is a client of CloudWatch Logs that tries again when it is told to slow down."""

    logs: Any

    def read(self, groups: Sequence[str], since: int, pattern: str = "") -> tuple[list[LogLine], list[str]]:
        """The lines since then, and the groups that hold more than is read of one."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            read = list(pool.map(lambda group: self._of_group(group, since, pattern), groups))
        cut = [group for group, lines in zip(groups, read, strict=True) if len(lines) >= MAX_PER_GROUP]
        return sorted((line for lines in read for line in lines), key=lambda line: line.at), cut

    def _of_group(self, group: str, since: int, pattern: str) -> list[LogLine]:
        """A group that went while it was read has nothing to say."""
        lines, asked = list[LogLine](), {"logGroupName": group, "startTime": max(since, 0)}
        if pattern:
            asked["filterPattern"] = pattern
        while len(lines) < MAX_PER_GROUP:
            try:
                page = self.logs.filter_log_events(**asked)
            except self.logs.exceptions.ResourceNotFoundException:
                break
            lines += [
                LogLine(event["timestamp"], group, event.get("logStreamName", ""), event["message"])
                for event in page["events"]
            ]
            if not page.get("nextToken"):
                break
            asked["nextToken"] = page["nextToken"]
        return lines[:MAX_PER_GROUP]
