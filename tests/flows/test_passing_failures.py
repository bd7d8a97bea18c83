import errno

import pytest

from audio_features.errors import RecordingError
from flows.passing_failures import may_pass


@pytest.mark.parametrize("code", [errno.EIO, errno.ESTALE, errno.EAGAIN, errno.ETIMEDOUT])
def test_a_share_that_does_not_answer_may_pass_also_behind_our_own_error(code: int) -> None:
    wrapped = RecordingError("a.wav: cannot be read")
    wrapped.__cause__ = OSError(code, "not now")

    assert may_pass(OSError(code, "not now"))
    assert may_pass(wrapped)


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "no such file"),
        PermissionError(errno.EACCES, "denied"),
        OSError(errno.ENOSPC, "no space left"),
        OSError("without a number"),
        RecordingError("a.wav: is empty"),
        ValueError("a fault of ours"),
        None,
    ],
)
def test_what_stays_until_somebody_acts_does_not(error: Exception | None) -> None:
    assert not may_pass(error)
