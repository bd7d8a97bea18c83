"""Loaded by every Python process of a guarded run: refuses and records what leaves the machine.

Recording matters: a library that tries to report home may well swallow the refusal.
"""

import ipaddress
import os
import socket
from pathlib import Path
from typing import Any


def is_local(host: object) -> bool:
    """Whether an address or name is this machine."""
    if host is None or host in ("", b"", "localhost", b"localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse(what: str, host: object) -> None:
    """Write down who was asked for, and refuse."""
    with Path(os.environ["NETWORK_GUARD_LOG"]).open("a") as log:
        log.write(f"{what} {host!r}\n")
    raise OSError(f"the network is cut off: {what} {host!r}")


def guarded(name: str, original: Any, place: int) -> Any:
    def call(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[place] if len(arguments) > abs(place) - 1 else None
        by_host = self.family != socket.AF_UNIX and isinstance(address, tuple)
        if by_host and not is_local(address[0]):
            refuse(name, address[0])
        return original(self, *arguments)

    return call


def guarded_lookup(original: Any) -> Any:
    def lookup(host: Any, *arguments: Any, **options: Any) -> Any:
        if not is_local(host):
            refuse("look up", host)
        return original(host, *arguments, **options)

    return lookup


if "NETWORK_GUARD_LOG" in os.environ:
    socket.socket.connect = guarded("connect", socket.socket.connect, 0)
    socket.socket.connect_ex = guarded("connect_ex", socket.socket.connect_ex, 0)
    socket.socket.sendto = guarded("sendto", socket.socket.sendto, -1)
    socket.getaddrinfo = guarded_lookup(socket.getaddrinfo)
    socket.gethostbyname = guarded_lookup(socket.gethostbyname)
