import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.reporting.json_file import write_text


@pytest.fixture(params=[0o077, 0o027, 0o022])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_who_may_read_a_page_is_up_to_the_umask(tmp_path: Path, umask: int) -> None:
    page = tmp_path / "a.html"
    for text in ("before", "after"):
        write_text(page, text)

    assert page.read_text("utf-8") == "after"
    assert stat.S_IMODE(page.stat().st_mode) == 0o666 & ~umask
    assert list(tmp_path.iterdir()) == [page]
