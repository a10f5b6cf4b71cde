"""A bucket of documents: materials, transcripts, uploaded calendars. Encrypted by the bucket's own default key."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from lambdas.aws.errors import translated
from lambdas.errors import NotFound


class StampedDocument(NamedTuple):
    """``stamp`` is another one for other content; ``stored_at`` is when it was put there."""

    body: bytes
    stamp: str
    stored_at: datetime


class Documents:
    """Bytes under a key. Keys start with the owner's ``user_id/``; who may read is decided by the caller."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Stores or replaces; the same call twice leaves one document."""
        with translated("storing a document"):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)

    def get(self, key: str) -> bytes:
        """Raises NotFound where nothing is stored, or no longer."""
        with translated("reading a document"):
            body: bytes = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            return body

    def get_stamped(self, key: str, most: int) -> StampedDocument:
        """As :meth:`get`, of what others put there: at most so many bytes, and one more where it is longer."""
        with translated("reading a document"):
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            return StampedDocument(answer["Body"].read(most + 1), answer["ETag"].strip('"'), answer["LastModified"])

    def delete(self, key: str) -> None:
        """For good; what is not there is fine."""
        with translated("deleting a document"):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def keys(self, folder: str) -> list[str]:
        """Returns the keys of all that lies in a folder, named with its ``/`` at the end."""
        with translated("listing documents"):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=folder)
            return [entry["Key"] for page in pages for entry in page.get("Contents", ())]

    def erase(self, folder: str) -> int:
        """Deletes all that lies in a folder, every version of it, where the bucket keeps any; says how many keys."""
        erased = set()
        with translated("erasing documents"):
            for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=folder):
                for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    self._client.delete_object(Bucket=self._bucket, Key=one["Key"], VersionId=one["VersionId"])
                    erased.add(one["Key"])
        return len(erased)

    def exists(self, key: str) -> bool:
        try:
            with translated("looking for a document"):
                self._client.head_object(Bucket=self._bucket, Key=key)
        except NotFound:
            return False
        return True

    def signed_url(self, key: str, seconds: int, filename: str) -> str:
        """An address that serves the document to anyone for ``seconds``, shown in the browser, saved as ``filename``.

        It dies with the credentials that signed it, whatever it asks for: sign it at the click, for a minute.
        """
        shown = f"inline; filename*=UTF-8''{quote(filename, safe='')}"
        parameters = {"Bucket": self._bucket, "Key": key, "ResponseContentDisposition": shown}
        url: str = self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds)
        return url
