"""Being told to stop, by Ctrl-C or SIGTERM, wherever the word arrives.

A signal raises an exception at whatever the main thread does, and Prefect puts a handler of its
own in place while a flow runs. Raised inside a library's callback or destructor it is lost; so
every signal is noted as well, and analysis and rescoring look for it at each stage of a call. One
of them, listening, takes many minutes where a call lasts hours. What Python says of the lost
exception is kept from the terminal: nothing is lost but the moment.
"""

import signal
import socket
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_STOP = frozenset({signal.SIGINT, signal.SIGTERM})


@dataclass(slots=True)
class _Bell:
    """Where Python writes the number of each signal, whoever handles it."""

    rung: bool = False
    #: Both ends stay open as long as the process: Python writes to one until then.
    ends: tuple[socket.socket, socket.socket] | None = field(default=None, repr=False)


_bell = _Bell()


def listen_for_stop() -> None:
    """From now on SIGTERM stops the command like Ctrl-C; main thread only."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    reader, writer = _bell.ends = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    sys.unraisablehook = _report_unless_told_to_stop


def stop_if_told() -> None:
    """Raise `KeyboardInterrupt` where the word to stop has come and its exception was lost."""
    if _told():
        raise KeyboardInterrupt


def _report_unless_told_to_stop(lost: "UnraisableHookArgs") -> None:
    """Report an exception that nobody could catch, unless it is the word to stop itself."""
    if issubclass(lost.exc_type, Exception) or not _told():
        sys.__unraisablehook__(lost)


def _told() -> bool:
    if _bell.ends is not None and not _bell.rung:
        try:
            _bell.rung = not _STOP.isdisjoint(_bell.ends[0].recv(4096))
        except BlockingIOError:  # no signal since last asked
            return False
    return _bell.rung
