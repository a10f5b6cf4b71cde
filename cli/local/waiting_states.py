"""A state that waits for a token fails where the function it invokes fails, as on AWS.

MiniStack passes over the error and waits until the state's time is over. With a limit to functions at once that is
common: who is turned away would wait for a conversation that was never begun.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ministack.services import stepfunctions

_IS_WAITING: ContextVar[bool] = ContextVar("is_waiting", default=False)


class _FunctionFailed(Exception):
    """The error of a function, in a kind that MiniStack does not pass over."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def fail_with_their_functions() -> None:
    """To be put in after whatever names the errors of functions anew."""
    stepfunctions._call_lambda = _of_a_function(stepfunctions._call_lambda)
    stepfunctions._invoke_with_callback = _of_a_state(stepfunctions._invoke_with_callback)


def _of_a_function(call: Callable[..., Any]) -> Callable[..., Any]:
    def called(function: Any, event: Any) -> Any:
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as error:
            raise _FunctionFailed(error) if _IS_WAITING.get() else error from None

    return called


def _of_a_state(invoke: Callable[..., Any]) -> Callable[..., Any]:
    def invoked(resource: str, input_data: Any, token: str, state: Any) -> Any:
        try:
            with _waiting():
                return invoke(resource, input_data, token, state)
        except _FunctionFailed as failed:
            stepfunctions._task_tokens.pop(token, None)
            raise failed.error from None

    return invoked


@contextmanager
def _waiting() -> Iterator[None]:
    before = _IS_WAITING.set(True)
    try:
        yield
    finally:
        _IS_WAITING.reset(before)
