"""Files that the product writes for a call, and how to tell them from anybody else's."""

import json
import os
from pathlib import Path

from scoring.reporting.file_names import safe_file_name

#: Folder, in the reports folder, of the copies that pages play: never taken for recordings.
LISTENING_COPIES = "listening_copies"

#: Folder, beside the coaching reports, of the report on the team.
TEAM_FOLDER = "team"

#: Folder, in the reports folder, of the report on corrections, and what its files are called.
CORRECTIONS = "corrections"

#: The title of a call page, which names us, ends before here: ids have at most 200 characters.
_PAGE_HEAD_CHARACTERS = 4_000


def document_path(folder: Path, identifier: str) -> Path:
    """Where the document of a call, or the coaching document of an agent, is in `folder`."""
    return folder / f"{safe_file_name(identifier)}.json"


def page_path(folder: Path, identifier: str) -> Path:
    """Where the page that goes with `document_path` is."""
    return folder / f"{safe_file_name(identifier)}.html"


def team_page_path(folder: Path) -> Path:
    """Where the page on the team is, of coaching reports in `folder`."""
    return folder / TEAM_FOLDER / "index.html"


def team_document_path(folder: Path) -> Path:
    """Where the document that goes with `team_page_path` is."""
    return folder / TEAM_FOLDER / "team.json"


def call_page_href(folder: Path, call_id: str) -> str | None:
    """Where the call's page is, seen from a report in `folder`: there, one level up, or nowhere."""
    page = page_path(folder, call_id).name
    if (folder / page).exists():
        return page
    # Of the absolute folder, as that of "." has no other parent than itself.
    return f"{os.pardir}/{page}" if (folder.absolute().parent / page).exists() else None


def listening_copy_path(folder: Path, call_id: str) -> Path:
    """Where the copy that the call's page plays is."""
    return folder / LISTENING_COPIES / f"{safe_file_name(call_id)}.mp3"


def own_document(path: Path) -> dict[str, object] | None:
    """The document at `path` where it is one of ours; None where it is another's or missing."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    is_own = isinstance(content, dict) and str(content.get("schema", "")).startswith("escucha.")
    return content if is_own else None


def is_own_page(path: Path) -> bool:
    """Whether it begins as every call page does, whatever version wrote it."""
    try:
        with path.open(encoding="utf-8") as file:
            head = file.read(_PAGE_HEAD_CHARACTERS)
    except (OSError, ValueError):
        return False
    return head.lstrip().lower().startswith("<!doctype html>") and "· Escucha</title>" in head
