"""Fault 88: a material's link at 23 hours, when the role that delivered it is long gone."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config

from lambdas.materials.links import issue_link, open_link
from lambdas.store.documents import Documents
from tests.fakes.signing_keys import FakeSigningKeys

KEYS = FakeSigningKeys("k" * 32)
DELIVERED = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
KEY = "u1/m1/r1-abc/agenda.html"


def documents_as(role: str) -> Documents:
    client = boto3.client(
        "s3",
        region_name="us-east-1",
        aws_access_key_id=role,
        aws_secret_access_key="secret",
        aws_session_token=f"session-of-{role}",
        config=Config(signature_version="s3v4"),
    )
    return Documents(client, "amo-documents")


def test_fault_88_each_click_is_signed_by_the_role_of_that_moment_and_lives_a_minute() -> None:
    link = issue_link("u1", "m1", KEY, KEYS, DELIVERED)
    clicked = DELIVERED + timedelta(hours=23)
    key = open_link(link, "u1", KEYS, clicked)
    address = urlsplit(documents_as("ROLE-OF-TODAY").signed_url(key, 60, "agenda.html"))
    query = parse_qs(address.query)
    assert address.path.endswith(KEY)
    assert query["X-Amz-Credential"][0].startswith("ROLE-OF-TODAY/")
    assert query["X-Amz-Expires"] == ["60"]


def test_fault_88_the_link_itself_holds_no_credentials_and_no_address() -> None:
    link = issue_link("u1", "m1", KEY, KEYS, DELIVERED)
    assert "http" not in link
    assert len(link) < 400
