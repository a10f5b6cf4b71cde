"""STAGE.localhost is dialled at this machine, whatever the resolver says, and named in the request."""

import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cli.loopback_names import request_to

pytestmark = pytest.mark.enable_socket


class Told(BaseHTTPRequestHandler):
    """Answers with the name it was asked under."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(self.headers["Host"]).encode())

    def log_message(self, *_: object) -> None:
        return


def test_a_stage_on_this_machine_is_reached_under_its_name() -> None:
    server = HTTPServer(("127.0.0.1", 0), Told)
    threading.Thread(target=server.handle_request, daemon=True).start()
    host = f"demo.localhost:{server.server_port}"
    with urllib.request.urlopen(request_to(f"http://{host}/api"), timeout=10) as answer:
        assert answer.read().decode() == host
    server.server_close()


@pytest.mark.parametrize("url", ["https://amo.example.com/api", "http://127.0.0.1:4600/", "https://a.localhost.evil/"])
def test_every_other_address_stays_as_it_is(url: str) -> None:
    request = request_to(url, b"x", {"Accept": "a"}, "POST")
    assert (request.full_url, request.get_method(), request.has_header("Host")) == (url, "POST", False)
