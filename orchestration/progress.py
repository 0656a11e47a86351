"""Progress of long work: reported here, shown by the command line if that runs it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]

_listeners: list[Listener] = []


def progress(what: str, done: int, total: int) -> None:
    """Say what is being done, how much of it is done, and how much there is (0: not known)."""
    for listener in _listeners:
        listener(what, done, total)


@contextmanager
def shown_to(listener: Listener) -> Iterator[None]:
    """Send progress to a listener for as long as the block runs."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
