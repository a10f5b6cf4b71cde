import base64

import pytest

from lambdas.edges.http.requests import bearer, cookie, form, require_own_origin
from lambdas.errors import Refused


def test_cookies_are_read_from_the_event_and_from_the_header() -> None:
    assert cookie({"cookies": ["amo_session=abc"]}, "amo_session") == "abc"
    assert cookie({"headers": {"Cookie": "x=1; amo_session=abc"}}, "amo_session") == "abc"
    assert cookie({"headers": {}}, "amo_session") == ""


@pytest.mark.parametrize("foreign", ["bad[=x", "a b", "=x", 'q="half', "é=ü", "x@y=(1)", ",", "amo_session_2=no", "[]"])
def test_a_cookie_of_another_port_signs_nobody_out(foreign: str) -> None:
    """On 127.0.0.1 all ports share their cookies, and some programs write them as no standard says."""
    for line in (f"{foreign}; amo_session=a.b-c_d=", f"amo_session=a.b-c_d= ;{foreign}"):
        assert cookie({"headers": {"cookie": line}}, "amo_session") == "a.b-c_d="
        assert cookie({"cookies": line.split(";")}, "amo_session") == "a.b-c_d="


def test_no_more_of_a_line_is_looked_through_than_a_browser_ever_sends() -> None:
    ours = "; amo_session=abc"
    for more, found in ((0, "abc"), (1, "ab"), (len(ours), "")):
        line = "x" * (64 * 1024 - len(ours) + more) + ours
        assert cookie({"headers": {"cookie": line}}, "amo_session") == found


def test_of_two_cookies_of_one_name_the_last_one_counts() -> None:
    """A browser sends those of a longer path first: ours has the shortest."""
    assert cookie({"headers": {"cookie": "amo_session=planted; amo_session=ours"}}, "amo_session") == "ours"


def test_a_bearer_is_read_whatever_the_case_of_its_scheme() -> None:
    assert bearer({"headers": {"authorization": "bearer t"}}) == "t"
    assert bearer({"headers": {"authorization": "Basic t"}}) == ""


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://amo.example:8443", "http://amo.example"])
def test_fault_117_a_foreign_origin_is_refused(origin: str) -> None:
    with pytest.raises(Refused):
        require_own_origin({"headers": {"origin": origin}}, "https://amo.example/base")


def test_our_own_origin_passes() -> None:
    require_own_origin({"headers": {"origin": "https://amo.example"}}, "https://amo.example/base")


def test_a_form_is_read_from_either_encoding() -> None:
    assert form({"body": "text=a+b&verb=skip"}) == {"text": "a b", "verb": "skip"}
    assert form({"body": base64.b64encode(b"text=%C3%A9").decode(), "isBase64Encoded": True}) == {"text": "é"}


def test_a_form_too_large_is_refused_in_one_line() -> None:
    with pytest.raises(Refused, match="shorten it"):
        form({"body": "text=" + "x" * 70_000})
