"""Names and base class that all parts of a call script share."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Party = Literal["agent", "customer", "other"]
Country = Literal["ES", "MX", "US", "CA", "AR", "CO", "CL", "VE"]
Codec = Literal["pcm_s16", "ulaw", "alaw", "mp3", "opus", "gsm_wav", "gsm"]
Music = Literal["cold_day", "robot_dity", "the_simplicity", "morning_coffee", "project_system"]


class Strict(BaseModel):
    """Refuses fields it does not know; never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
