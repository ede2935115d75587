"""Worker processes in which no socket can be opened.

A replay reads the archive and nothing else. That is not left to good conduct: the interpreter itself refuses every
socket in these processes, whoever asks for it, and the run ends with an error that says who was to be called.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.sharedctypes import Synchronized
from typing import Any, Final, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
Say = Callable[[int], None]

_WAIT_S: Final = 0.2
"""How long the caller goes without news."""
_WAITING: Final = 4
"""So many tasks a process lie ready, and no more: the results of others would pile up."""


class ReplayError(Exception):
    """The replay cannot go on; the message says why, and what was done already is kept."""


class NetworkError(BaseException):
    """Something wanted a socket. No `Exception`: those are caught page by page, and this must stop the run."""


class StoppedError(Exception):
    """The caller has stopped; nobody waits for the task's result."""


def refuse_sockets() -> None:
    """Make every attempt of this process to open or use a socket a `NetworkError`, for good."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith("socket."):
            called = ", ".join(str(one) for one in arguments if isinstance(one, str | tuple))
            raise NetworkError(f"{event.removeprefix('socket.')} {called}".strip())

    sys.addaudithook(refuse)


def in_processes(
    work: Callable[[Task], Result], tasks: Iterable[Task], processes: int, say: Say | None = None
) -> Iterator[Result]:
    """The results of tasks that are done in processes of their own, without a network, as each is finished.

    A process that is killed takes nothing along but its task, and the processes end with the caller, however it ends.

    Args:
        work: called with each task; a function that can be pickled. It may tell how far it is, see `told`.
        tasks: in the order in which they are begun.
        processes: how many at the same time, one at least.
        say: given the sum of what was told so far, several times a second.

    Raises:
        ReplayError: a process was killed, or something wanted a socket.
    """
    # Not forked: the caller may have threads, and a fork would copy their locks.
    context = get_context("spawn")
    progress, stop = context.Value("q", 0), context.RawValue("b", 0)
    # The work goes along at the start, before sockets are refused: some libraries try one while they are imported.
    pool = ProcessPoolExecutor(
        processes, mp_context=context, initializer=_begin, initargs=(work, progress, stop)
    )
    waiting: set[Future[Result]] = set()
    rest = iter(tasks)
    try:
        while True:
            with _ctrl_c_is_ours():
                waiting |= {
                    pool.submit(_do, one) for one in islice(rest, _WAITING * processes - len(waiting))
                }
            if not waiting:
                return
            done, waiting = wait(waiting, _WAIT_S, FIRST_COMPLETED)
            if say is not None:
                say(progress.value)
            yield from (one.result() for one in done)
    except NetworkError as error:
        raise ReplayError(
            f"a page's reader asked for the network ({error}), which a replay refuses; nothing was sent. "
            "The documents must come from the archive alone: this is a fault of the program, please report it"
        ) from error
    except BrokenProcessPool as error:
        raise ReplayError(
            "a process that read pages was ended from outside, perhaps for want of memory; "
            "what was finished is kept: run it again, with fewer --processes if memory is short"
        ) from error
    finally:
        stop.value = 1
        pool.shutdown(cancel_futures=True)


@contextmanager
def _ctrl_c_is_ours() -> Iterator[None]:
    """Processes that are started within the block never hear of Ctrl-C: the caller does, once the block is over."""
    if threading.current_thread() is not threading.main_thread():
        yield  # where signals are not handled either
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which they inherit
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if came:
        raise KeyboardInterrupt


_work: Callable[[Any], Any] | None = None
_progress: "Synchronized[int] | None" = None
_stop: Any = None


def told(amount: int) -> None:
    """Add to what the caller is told of the progress.

    Raises:
        StoppedError: the caller does not wait any more.
    """
    if _progress is not None:
        with _progress.get_lock():
            _progress.value += amount
    if _stop is not None and _stop.value:
        raise StoppedError


def _begin(work: Callable[[Any], Any], progress: "Synchronized[int]", stop: Any) -> None:
    global _work, _progress, _stop
    _work, _progress, _stop = work, progress, stop
    threading.Thread(target=_end_with_caller, daemon=True).start()
    refuse_sockets()


def _do(task: Any) -> Any:
    assert _work is not None
    return _work(task)


def _end_with_caller() -> None:
    """A killed caller closes no queue: its processes would wait for tasks for ever."""
    caller = parent_process()
    assert caller is not None
    caller.join()
    os._exit(1)
