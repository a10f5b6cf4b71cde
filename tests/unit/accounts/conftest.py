import pytest

from lambdas.accounts.sync_requests import SyncRequests
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import a_user
from tests.fakes.stores import FakeConnectedCalendars, FakeUsers


@pytest.fixture
def users() -> FakeUsers:
    """Ada and Eve are members, Olga is an operator."""
    return FakeUsers(a_user("ada"), a_user("eve"), a_user("olga", role="operator"))


@pytest.fixture
def connected() -> FakeConnectedCalendars:
    """None yet."""
    return FakeConnectedCalendars()


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
def syncs(queue: FakeQueue) -> SyncRequests:
    """Lands in ``queue``."""
    return SyncRequests(queue)  # type: ignore[arg-type] # as a real queue
