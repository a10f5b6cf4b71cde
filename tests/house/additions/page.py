"""A page that says hello."""

from tests.house.additions.addition import Addition, Insertion

VIEW = '''"""Says hello."""

from aws_lambda_powertools.event_handler import Response

from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page


def show(request: PageRequest) -> Response[str]:
    return page("hello.html", {"name": request.user_id}, request, section="today")
'''
TEMPLATE = """{% extends "layout.html" %}
{% block title %}Hello · AMO{% endblock %}
{% block content %}<h1>Hello, {{ name }}</h1>{% endblock %}
"""
PROOF = """
from pytest import MonkeyPatch
from tests.unit.edges.harness import ADA, Harness

harness = Harness(MonkeyPatch())
answer = harness.get("/hello", ADA)
assert answer.status == 200, answer.text
assert "<title>Hello · AMO</title>" in answer.text
assert "Hello, ada" in answer.text
assert "Hello, ada" not in harness.get("/hello", None).text
"""
ADDITION = Addition(
    heading="A page",
    name="hello",
    created={"lambdas/edges/web/hello.py": VIEW, "web/templates/hello.html": TEMPLATE},
    changed={
        "lambdas/edges/web/page.py": (
            Insertion('HELLO = partial(LazyView, "lambdas.edges.web.hello")\n', "MATERIALS = partial("),
            Insertion('    "/hello": HELLO("show"),\n', '    "/live": '),
        )
    },
    proof=PROOF,
)
