"""A model is asked over loopback on a laptop, and on AWS over https at hosts that the stage's file names."""

import pytest

from lambdas.domain.llm.connection import url_refusal

HOSTS = ("llm.example.com",)


@pytest.mark.parametrize(
    ("url", "is_on_this_computer"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("https://llm.example.com/v1", False),
        ("https://llm.example.com:8443/v1", False),
    ],
)
def test_these_may_be_asked(url: str, is_on_this_computer: bool) -> None:
    assert url_refusal(url, HOSTS, is_on_this_computer=is_on_this_computer) == ""


@pytest.mark.parametrize(
    ("url", "is_on_this_computer", "said"),
    [
        ("http://llm.example.com/v1", True, "over loopback alone"),
        ("https://llm.example.com/v1", True, "over loopback alone"),
        ("http://192.168.1.7/v1", True, "over loopback alone"),
        ("http://169.254.169.254/latest", True, "over loopback alone"),
        ("ftp://127.0.0.1/v1", True, "this computer itself"),
        ("https://127.0.0.1/v1", False, "a stage on AWS reaches no model there"),
        ("https://localhost/v1", False, "a stage on AWS reaches no model there"),
        ("http://llm.example.com/v1", False, "over https alone"),
        ("https://other.example.com/v1", False, "not among model.hosts"),
        ("https://llm.example.com.evil.example/v1", False, "not among model.hosts"),
        ("https://user:secret@llm.example.com/v1", False, "the endpoint's address alone"),
        ("https://llm.example.com/v1?key=secret", False, "the endpoint's address alone"),
        ("https://llm.example.com/v1#x", False, "the endpoint's address alone"),
        ("llm.example.com", False, "the endpoint's address alone"),
        ("", True, "the endpoint's address alone"),
        ("http://[::1", True, "the endpoint's address alone"),
        ("http://127.0.0.1:99999/v1", True, "the endpoint's address alone"),
        ("http://127.0.0.1:port/v1", True, "the endpoint's address alone"),
    ],
)
def test_these_may_not_and_it_is_said_why_without_a_secret(url: str, is_on_this_computer: bool, said: str) -> None:
    refusal = url_refusal(url, HOSTS, is_on_this_computer=is_on_this_computer)
    assert said in refusal
    assert "secret" not in refusal
