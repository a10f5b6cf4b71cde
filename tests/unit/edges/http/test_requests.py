import base64

import pytest

from lambdas.edges.http.requests import (
    MAX_FIELDS,
    Event,
    PostedForm,
    bearer,
    cookie,
    form,
    posted_form,
    queries,
    require_own_origin,
)
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


@pytest.mark.parametrize("junk", ["!", "\n", " ", "-", "="])
def test_what_is_not_packed_as_it_says_is_refused_rather_than_read_in_part(junk: str) -> None:
    packed = base64.b64encode(b"text=yes").decode()
    with pytest.raises(Refused, match="could not be read"):
        form({"body": f"{packed[:4]}{junk}{packed[4:]}", "isBase64Encoded": True})


def test_a_form_too_large_is_refused_in_one_line() -> None:
    assert len(form({"body": "text=" + "x" * (64 * 1024 - 5)})["text"]) == 64 * 1024 - 5
    with pytest.raises(Refused, match=r"65,537 bytes, and 65,536 fit\. .* shorten it"):
        form({"body": "text=" + "x" * (64 * 1024 - 4)})


def test_a_form_of_too_many_fields_is_refused_in_either_encoding() -> None:
    for count in (MAX_FIELDS, MAX_FIELDS + 1):
        plain: Event = {"body": "&".join(f"f{number}=" for number in range(count))}
        for event in (plain, in_parts(*((f"f{number}", b"") for number in range(count)))):
            if count == MAX_FIELDS:
                assert len(form(event)) == count
            else:
                with pytest.raises(Refused, match="could not be read"):
                    form(event)


def in_parts(*parts: tuple[str, bytes], file: tuple[str, bytes] | None = None, boundary: str = "B") -> Event:
    """A form as a browser sends it with a file: its name and what it holds."""
    named = [(f'name="{name}"', content) for name, content in parts]
    if file:
        named.append((f'name="file"; filename="{file[0]}"', file[1]))
    body = b"".join(
        f"--B\r\nContent-Disposition: form-data; {names}\r\n\r\n".encode() + content + b"\r\n"
        for names, content in named
    )
    kind = f"Multipart/Form-Data; boundary={boundary}"
    packed = base64.b64encode(body + b"--B--\r\n").decode()
    return {"headers": {"Content-Type": kind}, "body": packed, "isBase64Encoded": True}


def test_a_form_with_a_file_gives_its_fields_and_the_file() -> None:
    given = in_parts(("text", "é".encode()), ("text", b"again"), file=("a.txt", b"\xff"))
    assert posted_form(given) == PostedForm({"text": "é"}, {"file": b"\xff"}, {"file": "a.txt"})


def test_where_no_file_was_chosen_there_is_none() -> None:
    assert posted_form(in_parts(("text", b""), file=("", b""))) == PostedForm({"text": ""}, {}, {})


def test_a_file_may_be_as_large_as_is_said_and_not_larger() -> None:
    around = len(base64.b64decode(in_parts(file=("a.wav", b""))["body"]))
    most = 4 * 1024 * 1024 - around
    assert len(posted_form(in_parts(file=("a.wav", bytes(most)))).files["file"]) == most
    with pytest.raises(Refused, match="larger than 4 MB: split it"):
        posted_form(in_parts(file=("a.wav", bytes(most + 1))))


def test_a_form_in_parts_that_has_none_is_refused() -> None:
    for torn in (in_parts(), *(in_parts(("text", b"x"), boundary=other) for other in ("C", ""))):
        with pytest.raises(Refused, match="could not be read"):
            posted_form(torn)


def test_of_a_query_the_last_value_counts_and_an_empty_one_is_one() -> None:
    assert queries({"rawQueryString": "day=1&day=2&team=&who=%C3%A9"}) == {"day": "2", "team": "", "who": "é"}
    assert queries({}) == queries({"rawQueryString": ""}) == {}
