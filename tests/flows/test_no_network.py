"""Calls never leave the machine: a whole analysis runs with the network cut off, asking nobody."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUARD = Path(__file__).parent / "network_guard"


@dataclass(frozen=True)
class GuardedRun:
    """How a process ended, and whom it or its children tried to reach."""

    code: int
    said: str
    reached_for: str


def network_namespace() -> list[str]:
    """Command in front of another that leaves it nothing but the loopback; empty if forbidden."""
    for flags in ("-n", "-rn"):
        inside = ["unshare", flags, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
        try:
            if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode == 0:
                return inside
        except OSError:
            return []
    return []


def run_guarded(
    arguments: Sequence[str], folder: Path, *, inside: Sequence[str] = ()
) -> GuardedRun:
    log = folder / "guard.log"
    log.write_text("")
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ESCUCHA_", "PREFECT_", "HF_", "PYTHON"))
    }
    done = subprocess.run(
        [*inside, sys.executable, *arguments],
        cwd=folder,
        env={
            **clean,
            "NETWORK_GUARD_LOG": str(log),
            "PYTHONPATH": os.pathsep.join([str(GUARD), str(ROOT)]),
        },
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    return GuardedRun(done.returncode, done.stdout + done.stderr, log.read_text())


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "import socket; socket.socket().connect_ex(('192.0.2.1', 80))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
        "import urllib.request; urllib.request.urlopen('http://telemetry.invalid', timeout=1)",
        "import httpx; httpx.post('http://telemetry.invalid')",
        "import asyncio; asyncio.run(asyncio.open_connection('192.0.2.1', 80))",
    ],
)
@pytest.mark.parametrize("nested", [False, True], ids=["here", "in a child process"])
def test_the_guard_catches_whoever_reports_home_and_swallows_the_refusal(
    tmp_path: Path, attempt: str, nested: bool
) -> None:
    code = f"import contextlib\nwith contextlib.suppress(Exception):\n    {attempt}\n"
    if nested:
        code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"

    run = run_guarded(["-c", code], tmp_path)

    assert run.code == 0, run.said
    assert "192.0.2.1" in run.reached_for or "telemetry.invalid" in run.reached_for


def test_the_guard_lets_the_loopback_through(tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(('localhost', server.getsockname()[1]), timeout=5)\n"
    )

    run = run_guarded(["-c", code], tmp_path)

    assert (run.code, run.reached_for) == (0, ""), run.said


def test_a_namespace_has_no_way_out(tmp_path: Path) -> None:
    inside = network_namespace()
    if not inside:
        pytest.skip("this system allows no network namespaces; the guard alone stands watch")
    code = "import socket; socket.socket().connect(('192.0.2.1', 80))"
    done = subprocess.run(
        [*inside, sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert "Network is unreachable" in done.stderr


@pytest.mark.engine
@pytest.mark.timeout(290)
def test_a_whole_analysis_asks_nobody(tmp_path: Path) -> None:
    calls = [path for path in (ROOT / "sample_calls").glob("*.wav") if path.is_file()]
    call = min(calls, key=lambda path: path.stat().st_size)

    run = run_guarded(
        ["-m", "flows", "analyze", str(call), "--out", "reports"],
        tmp_path,
        inside=network_namespace(),
    )

    assert run.code == 0, run.said
    assert run.reached_for == ""
    assert list((tmp_path / "reports").glob("*.html"))
