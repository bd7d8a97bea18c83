"""The data beside a recording: sidecar JSON or a row of a manifest CSV."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict


class HoldRecord(BaseModel):
    """One hold as telephony reports it, seconds from the start of the recording."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    start: float
    end: float


class TransferRecord(BaseModel):
    """One transfer as telephony reports it: when (seconds), to whom, and its kind."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    at: float
    to: str | None = None
    kind: str | None = None


class CallMetadata(BaseModel):
    """What is known of a call besides its sound. Every field is optional; unknown ones are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    call_id: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    team: str | None = None
    queue: str | None = None
    customer_id: str | None = None
    customer_name: str | None = None
    started_at: datetime | None = None
    direction: Literal["inbound", "outbound"] | None = None
    language: str | None = None
    country: str | None = None
    agent_channel: Literal[0, 1] | None = None
    rings: int | None = None
    ring_seconds: float | None = None
    holds: tuple[HoldRecord, ...] | None = None
    transfers: tuple[TransferRecord, ...] | None = None
    csat: float | None = None
    nps: int | None = None
    retained: bool | None = None
    complaint_opened_at: datetime | None = None
