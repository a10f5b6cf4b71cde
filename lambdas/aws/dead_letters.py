"""Counts the messages that nobody could handle, queue by queue."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lambdas.aws.errors import translated

AT_ONCE = 8
COUNT = "ApproximateNumberOfMessages"


class DeadLetters:
    """``urls`` are all the queues whose messages were given up on (stacks/messages.py)."""

    def __init__(self, client: Any, urls: Sequence[str]) -> None:
        self._client = client
        self._urls = tuple(urls)

    def counts(self) -> Mapping[str, int]:
        """By the queue's name, those that hold something; SQS counts within a minute. Raises Retryable."""
        names = [url.rsplit("/", 1)[1] for url in self._urls]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            counted = zip(names, pool.map(self._count, self._urls), strict=True)
            return {name: count for name, count in counted if count}

    def _count(self, url: str) -> int:
        with translated("counting dead letters"):
            answer = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=[COUNT])
        return int(answer["Attributes"][COUNT])
