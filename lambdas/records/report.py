"""An import's report, row by row."""

from pydantic import Field

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.model import Model
from lambdas.record_tables.rows import RowError

PROBLEMS_SHOWN = 500


class ImportReport(Model):
    """``unchanged`` ones said nothing new, except that they still hold. ``refused`` is cut after 500 problems;
    ``refused_rows`` is the full count."""

    kind: RecordKind
    created: int
    updated: int
    unchanged: int
    refused: tuple[RowError, ...] = ()
    refused_rows: int = 0
    ignored_columns: tuple[str, ...] = Field(default=(), description="columns AMO has no use for")
