"""A source whose rows a test writes, read by the adapter that a test breaks where it wants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_pages import SourcePage, SourceRow
from lambdas.sources.base import Secret


class Killed(BaseException):
    """The function's end in the middle: no handler of errors sees it."""


@dataclass
class ScriptedSource:
    """``before_page`` is asked with the number of each page, over all readings; it may raise, or ``Killed``."""

    rows: Sequence[SourceRow] = ()
    page_size: int = 3
    is_whole: bool = True
    before_page: Callable[[int], None] = lambda _number: None
    asked: int = 0
    secrets: list[Secret] = field(default_factory=list)

    def check(self, account: SourceAccount, secret: Secret, now: datetime) -> str:
        self.secrets.append(secret)
        self._ask()
        return "reads everything"

    def page(self, account: SourceAccount, secret: Secret, cursor: str, now: datetime) -> SourcePage:
        self.secrets.append(secret)
        self._ask()
        first = int(cursor or 0)
        last = first + self.page_size
        following = str(last) if last < len(self.rows) else None
        return SourcePage(tuple(self.rows[first:last]), following, is_whole=self.is_whole)

    def _ask(self) -> None:
        self.asked += 1
        self.before_page(self.asked)
