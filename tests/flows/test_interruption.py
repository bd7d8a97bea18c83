"""A real command that is told to stop. No made-up engines: signals need a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

CALL = Path(__file__).parents[2] / "sample_calls/es-factura-doble.wav"
PATIENCE_S = 120

Processes = dict[int, str]


def processes_of(session: int) -> Processes:
    """Command line of every living process of a session."""
    found: Processes = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, its_session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            command = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:  # it ended meanwhile
            continue
        if int(its_session) == session and state != "Z":
            found[int(folder.name)] = command
    return found


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)  # nothing tells from outside; asking without a pause would slow it down


def is_at_work(session: int) -> bool:
    """Whether Prefect's temporary server knows that the call is being worked on."""
    (server,) = [c for c in processes_of(session).values() if "uvicorn" in c] or [""]
    if not server:
        return False
    port = server.split("--port ")[1].split()[0]
    try:
        runs = httpx.post(f"http://127.0.0.1:{port}/api/flow_runs/filter", json={}, timeout=10)
    except httpx.HTTPError:
        return False
    return runs.status_code == 200 and CALL.stem in [run["name"] for run in runs.json()]


@pytest.fixture
def analysis(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`escucha analyze` on a real call, in a session of its own."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("ESCUCHA_", "PREFECT_"))}
    with (tmp_path / "said").open("wb") as said, (tmp_path / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows", "analyze", str(CALL), "--out", "out"],
            cwd=tmp_path,
            env={**mine, "PYTHONPATH": str(CALL.parents[1]), "OMP_NUM_THREADS": "1"},
            stdout=said,
            stderr=errors,
            start_new_session=True,
            # Tests run in the background inherit an ignored SIGINT; who types Ctrl-C does not.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
    yield process
    process.kill()
    process.wait()
    for left in processes_of(process.pid):
        os.kill(left, signal.SIGKILL)


@pytest.mark.engine
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_command_told_to_stop_ends_with_130_and_one_line_and_leaves_nobody(
    analysis: subprocess.Popen[bytes], tmp_path: Path, told: signal.Signals
) -> None:
    wait_until(lambda: is_at_work(analysis.pid))

    os.kill(analysis.pid, told)

    assert analysis.wait(PATIENCE_S) == 130
    assert processes_of(analysis.pid) == {}
    assert (tmp_path / "errors").read_text() == (
        "error: interrupted; calls that were finished are kept, run it again for the rest\n"
    )
    assert (tmp_path / "said").read_text() == ""
    assert not list(tmp_path.glob("out/*"))


LOSES_THE_EXCEPTION = """
import os, signal, sys
from flows.interruption import listen_for_stop, stop_if_told
listen_for_stop()
stop_if_told()
signal.signal(signal.SIGTERM, lambda *_: None)  # as Prefect does while a flow runs
try:
    os.kill(os.getpid(), getattr(signal, sys.argv[1]))
except KeyboardInterrupt:
    print("lost")
for _ in range(2):
    try:
        stop_if_told()
    except KeyboardInterrupt:
        print("stopped")
"""


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ("SIGINT", "lost\nstopped\nstopped\n"),
        ("SIGTERM", "stopped\nstopped\n"),
        ("SIGCHLD", ""),
    ],
)
def test_word_to_stop_is_kept_where_its_exception_is_lost(told: str, seen: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", LOSES_THE_EXCEPTION, told],
        cwd=CALL.parents[1],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert finished.stdout == seen


LOST_IN_A_DESTRUCTOR = """
import os, signal
from flows.interruption import listen_for_stop, stop_if_told
listen_for_stop()
class Careless:
    def __init__(self, error): self.error = error
    def __del__(self): raise self.error
Careless(ValueError("a mistake"))
Careless(KeyboardInterrupt("that nobody sent"))
class Stopped:
    def __del__(self): os.kill(os.getpid(), signal.SIGTERM)
Stopped()
try:
    stop_if_told()
except KeyboardInterrupt:
    print("stopped")
"""


def test_word_to_stop_lost_in_a_destructor_is_kept_and_only_mistakes_are_reported() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", LOST_IN_A_DESTRUCTOR],
        cwd=CALL.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout == "stopped\n"
    assert finished.stderr.count("Exception ignored") == 2
    assert "ValueError: a mistake" in finished.stderr
    assert "KeyboardInterrupt: that nobody sent" in finished.stderr
