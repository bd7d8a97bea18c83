"""The line conditions that a varied set of calls is sent over, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from sample_calls.builder.script import Line, Noise
from sample_calls.builder.script_base import Codec

Layout = Literal["mono", "stereo"]

#: What telephone exchanges and their recorders write; for conditions that are not about the codec.
_TELEPHONE: tuple[Codec, ...] = ("alaw", "ulaw", "pcm_s16")

# No line is digitally silent: ITU-T G.712 allows -65 dBm0p of idle noise, about -71 dBov.
_IDLE = Noise(kind="hiss", level_dbov=-71)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One way a call may reach its listener.

    `left_open` are criteria on which an honest listener might judge otherwise than on a clean line:
    no verdict is expected on them.
    """

    name: str
    line: Line
    codecs: tuple[Codec, ...] = _TELEPHONE
    layouts: tuple[Layout, ...] = ("mono", "stereo")
    left_open: tuple[str, ...] = ()


_ALL = (
    Condition(name="alaw", line=Line(noise=(_IDLE,)), codecs=("alaw",)),
    Condition(name="ulaw", line=Line(noise=(_IDLE,)), codecs=("ulaw",)),
    Condition(name="pcm", line=Line(noise=(_IDLE,)), codecs=("pcm_s16",)),
    Condition(name="mp3", line=Line(noise=(_IDLE,)), codecs=("mp3",)),
    # Opus comes from voice over IP, which is where wide-band calls come from too.
    Condition(name="opus", line=Line(band="wide", noise=(_IDLE,)), codecs=("opus",)),
    # GSM 06.10 knows one channel only.
    Condition(name="gsm", line=Line(noise=(_IDLE,)), codecs=("gsm", "gsm_wav"), layouts=("mono",)),
    Condition(name="packet-loss", line=Line(noise=(_IDLE,), packet_loss=0.01)),
    Condition(
        name="babble",
        # 17 dB under the agent's usual voice: colleagues at the next desks.
        line=Line(noise=(_IDLE, Noise(kind="crowd", level_dbov=-43, leg="agent"))),
        # A sigh is some 33 to 36 dB under full scale and drowns; and who hears others talk behind
        # the agent may count that as talking aside.
        left_open=("no_sighs", "no_side_conversation"),
    ),
    Condition(
        name="car",
        # 14 dB under the customer's usual voice: somebody who calls while driving.
        line=Line(noise=(_IDLE, Noise(kind="car", level_dbov=-40, leg="customer"))),
        # On one channel the noise covers the agent's breath as well.
        left_open=("no_sighs",),
    ),
    Condition(
        name="low-level",
        line=Line(noise=(_IDLE,), gain_db=-16),
        # All are equally low, so is it the agent who is too quiet, or the line? And a breath 50 dB
        # under full scale is heard by none who does not wait for it. How calm and how even a voice
        # is can still be heard: both are about its changes.
        left_open=("volume_in_range", "no_sighs"),
    ),
    Condition(
        name="clipping",
        # So far over that the recorder itself runs out of range, on one channel after mixing both.
        line=Line(noise=(_IDLE,), gain_db=18),
        # Overdriven voices are loud and harsh, and cut tops hide how much louder a voice became.
        left_open=("volume_in_range", "steady_tone", "calm_under_pressure"),
    ),
    # A talker hears himself a fifth of a second later: no echo canceller on a long line.
    Condition(name="echo", line=Line(noise=(_IDLE,), echo_db=-18, echo_delay_s=0.2)),
    # Between two channels; on one there is nothing to leak into.
    Condition(name="crosstalk", line=Line(noise=(_IDLE,), crosstalk_db=-20), layouts=("stereo",)),
)

#: Condition by name.
CONDITIONS: Mapping[str, Condition] = MappingProxyType({each.name: each for each in _ALL})
