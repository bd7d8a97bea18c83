"""Which failures pass by themselves, so that trying again is worth it."""

import errno

#: A disk or network share that does not answer for a moment. Not among them: what stays as it is
#: until a person acts (no such file, no permission, no space left, read-only).
PASSING_ERRNOS = frozenset(
    {
        errno.EAGAIN,
        errno.EBUSY,
        errno.ECONNABORTED,
        errno.ECONNRESET,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
        errno.EINTR,
        errno.EIO,
        errno.ENETDOWN,
        errno.ENETRESET,
        errno.ENETUNREACH,
        errno.ENOTCONN,
        errno.ESTALE,
        errno.ETIMEDOUT,
    }
)


def may_pass(error: BaseException | None) -> bool:
    """Whether `error`, or what it was raised from, is an input or output error that may pass."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in PASSING_ERRNOS:
            return True
        error = error.__cause__
    return False
