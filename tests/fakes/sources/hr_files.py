"""What an HR system writes: a CSV file of staffing with the columns of an import, put where AMO looks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.hr_file import hr_file_key
from lambdas.store.documents import Documents
from tests.fakes.documents import FakeDocuments
from tests.fakes.sources.base import SourceReply, SourceRequest

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
HEADER = "id,Team,Role,HC,Open reqs,Opened,Candidates,Stage,Start date,Hiring manager,Notes,Updated"


@dataclass
class HrFilesFake:
    """``rows`` makes so many rows; else there are six."""

    now: datetime = NOW
    rows: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=dict)

    def reply(self, _request: SourceRequest) -> SourceReply:
        return SourceReply(404, {"message": "it writes a file, and is not asked"})

    @property
    def csv(self) -> bytes:
        lines = [f"hr-{n},Team {n % 50},Engineer {n},3,1,{self._day(20)},2,interview,,Bo,," for n in range(self.rows)]
        return "\r\n".join([HEADER, *(lines or self._rows()), ""]).encode("utf-8-sig")

    def put(self, files: Documents | FakeDocuments, account: SourceAccount) -> None:
        files.put(hr_file_key(account), self.csv, "text/csv")

    def _rows(self) -> list[str]:
        updated = self._day(1)
        return [
            f"hr-1,Platform,Site Reliability Engineer,6,2,{self._day(48)},0,sourcing,,Bo Lindqvist,,{updated}",
            f"hr-2,Platform,Data Engineer,4,1,{self._day(20)},3,offer,{self._day(-40)},Bo Lindqvist,,{updated}",
            f"hr-3,Finance,Controller,1,1,{self._day(9)},5,phone screen,,Mara Vogt,Cover until March,{updated}",
            f"hr-4,Design,Product Designer,3,0,,,hired,,Inês Prado,,{updated}",
            f'hr-5,Sales,"Account Executive, DACH",7,3,{self._day(33)},8,onsite,,Mara Vogt,,{updated}',
            f"hr-6,Support,Team Lead,2,0,,,,,Jo Okafor,,{updated}",
        ]

    def _day(self, days_ago: int) -> str:
        return (self.now - timedelta(days=days_ago)).date().isoformat()
