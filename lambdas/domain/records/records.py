"""The base of the records that people keep in their own tables and AMO prepares from (CTX-1..5).

The model of each kind stands in its module of domain/context/kinds.
A record's id is given, or derived from its natural key, so that importing the same file again updates it.
Text in records is hostile: it is plain text by the time it is a record, and never more than that.
"""

import hashlib
from typing import ClassVar

from pydantic import Field

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.records.fields import AsOf, Identity


class Record(Model):
    """``as_of`` is when its figures were true, not when they were imported (unless nothing else is known)."""

    kind: ClassVar[RecordKind]
    key_fields: ClassVar[tuple[str, ...]]

    record_id: Identity = Field(default="", description="your own id; without it, one is made from the key columns")
    as_of: AsOf = Field(description="when this was true; without it, the moment of the import")

    @property
    def natural_key(self) -> str:
        return " ".join(str(getattr(self, name)) for name in self.key_fields)

    @property
    def ref(self) -> str:
        """Returns the reference by which facts point to their record."""
        return f"{self.kind}:{self.record_id}"


def id_from(natural_key: str) -> str:
    """Readable and stable; a fingerprint is added where the readable form alone could meet another key's."""
    key = " ".join(natural_key.casefold().split())
    readable = "".join(c if c.isalnum() else "-" for c in key)[:60].strip("-")
    if readable.replace("-", " ") == key.replace("-", " "):
        return readable
    return f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:8]}".lstrip("-")
