"""A vault that keeps tokens in memory, by their owner."""

from typing import Any

from lambdas.errors import Refused


class OpenVault:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], list[dict[str, str]]] = {}

    def seal(self, user_id: str, account_id: str, content: Any) -> dict[str, str]:
        versions = self.kept.setdefault((user_id, account_id), [])
        versions.append(dict(content))
        return {"version": str(len(versions) - 1)}

    def open(self, user_id: str, account_id: str, kept: Any) -> dict[str, str]:
        if (user_id, account_id) not in self.kept:
            raise Refused("AMO may not open the stored consent of this calendar.")
        return self.kept[user_id, account_id][int(kept["version"])]

    def forget(self, user_id: str, account_id: str) -> None:
        self.kept.pop((user_id, account_id), None)
