"""What every store of documents does; run against the bucket (moto) and against the fake used elsewhere."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from lambdas.errors import NotFound, Retryable
from lambdas.store.documents import Documents
from tests.fakes.documents import FakeDocuments

BUCKET = "amo-documents"


@pytest.fixture(params=["bucket", "fake"])
def documents(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Documents | FakeDocuments]:
    if request.param == "fake":
        yield FakeDocuments()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="eu-central-1", config=Config(signature_version="s3v4"))
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield Documents(client, BUCKET)


def test_what_was_put_is_got_back_byte_for_byte(documents: Documents) -> None:
    documents.put("u1/m1/agenda.html", "Überblick".encode(), "text/html; charset=utf-8")
    assert documents.get("u1/m1/agenda.html") == "Überblick".encode()


def test_putting_twice_leaves_the_later_document(documents: Documents) -> None:
    documents.put("u1/m1/a", b"one", "text/plain")
    documents.put("u1/m1/a", b"two", "text/plain")
    assert documents.get("u1/m1/a") == b"two"


def test_a_document_that_is_not_there_is_not_found(documents: Documents) -> None:
    with pytest.raises(NotFound):
        documents.get("u1/m1/nothing")
    with pytest.raises(NotFound):
        documents.get_stamped("u1/m1/nothing", 10)


def test_a_stamp_tells_a_document_from_the_one_that_took_its_place(documents: Documents) -> None:
    stamps = []
    for content in (b"one", b"two", b"one"):
        documents.put("u1/staffing.csv", content, "text/csv")
        stamps.append(documents.get_stamped("u1/staffing.csv", 10).stamp)
    assert stamps[0] == stamps[2] != stamps[1]
    assert documents.get_stamped("u1/staffing.csv", 10).stored_at.tzinfo is not None


def test_of_what_is_too_long_one_byte_more_is_read(documents: Documents) -> None:
    documents.put("u1/staffing.csv", b"0123456789", "text/csv")
    assert documents.get_stamped("u1/staffing.csv", 4).body == b"01234"


def test_a_folder_is_erased_and_its_neighbours_stay(documents: Documents) -> None:
    for key in ("u1/m1/a", "u1/m1/r1/b", "u10/m1/a"):
        documents.put(key, b"one", "text/plain")
    assert documents.erase("u1/") == 2
    assert documents.erase("u1/") == 0
    assert (documents.keys("u1/"), documents.keys("u10/")) == ([], ["u10/m1/a"])


def test_no_version_and_no_delete_marker_is_left_of_what_was_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="eu-central-1")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        documents = Documents(client, BUCKET)
        for body in (b"one", b"two"):
            documents.put("u1/m1/a", body, "text/plain")
        documents.put("u1/m1/b", b"one", "text/plain")
        documents.delete("u1/m1/b")
        documents.put("u2/m1/a", b"one", "text/plain")
        assert documents.erase("u1/") == 2
        left = client.list_object_versions(Bucket=BUCKET)
        assert [one["Key"] for one in left["Versions"]] == ["u2/m1/a"]
        assert "DeleteMarkers" not in left


def test_existence_is_told_without_reading(documents: Documents) -> None:
    documents.put("u1/m1/a", b"one", "text/plain")
    assert documents.exists("u1/m1/a")
    assert not documents.exists("u1/m1/b")


def test_a_folder_is_listed_and_its_neighbours_are_not(documents: Documents) -> None:
    for key in ("u1/m1/r1/a", "u1/m1/notes/b", "u1/m10/a", "u2/m1/a"):
        documents.put(key, b"one", "text/plain")
    assert documents.keys("u1/m1/") == ["u1/m1/notes/b", "u1/m1/r1/a"]
    assert documents.keys("u3/m1/") == []


def test_what_was_deleted_is_gone_and_deleting_it_again_is_fine(documents: Documents) -> None:
    documents.put("u1/m1/a", b"one", "text/plain")
    documents.delete("u1/m1/a")
    documents.delete("u1/m1/a")
    assert not documents.exists("u1/m1/a")


def test_a_signed_address_names_the_document(documents: Documents) -> None:
    assert "u1/m1/agenda.html" in documents.signed_url("u1/m1/agenda.html", 60, "agenda.html")


def test_the_bucket_signs_with_version_four_and_for_the_time_asked() -> None:
    client = boto3.client(
        "s3",
        region_name="eu-central-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
        config=Config(signature_version="s3v4"),
    )
    query = parse_qs(urlsplit(Documents(client, BUCKET).signed_url("k", 60, "ü.html")).query)
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["X-Amz-Expires"] == ["60"]
    assert query["response-content-disposition"] == ["inline; filename*=UTF-8''%C3%BC.html"]


class FailureReports:
    """An S3 client whose every call fails the same way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get_object(self, **_: Any) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (ClientError({"Error": {"Code": "SlowDown"}}, "GetObject"), Retryable),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), Retryable),
        (ClientError({"Error": {"Code": "AccessDenied"}}, "GetObject"), ClientError),
        (ClientError({"Error": {"Code": "KMS.DisabledException"}}, "GetObject"), ClientError),
    ],
)
def test_fault_89_a_bucket_that_fails_gives_nothing_and_says_whether_to_try_again(
    error: Exception, ours: type[Exception]
) -> None:
    with pytest.raises(ours):
        Documents(FailureReports(error), BUCKET).get("k")
