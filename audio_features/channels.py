"""Are two channels two people, or one signal twice? And the one signal that engines hear."""

from dataclasses import dataclass

import numpy as np

from audio_features.hearing import ChannelLayout
from audio_features.recording import Audio, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutOptions:
    """When two channels count as one signal. All our choice, pinned by the tests."""

    window_s: float = 1.0
    #: Windows looked at, spread over the call, so that a long call costs no more than a short one.
    max_windows: int = 300
    #: Windows this far (dB) below the loudest are too quiet to compare.
    active_range_db: float = 20.0
    #: A leg whose loudest window is below this (dBov) is silent: comfort noise of G.711 is louder
    #: than -78, breath noise of a muted headset is not.
    silent_dbov: float = -75.0
    #: Longest delay between copies, in seconds: a PBX that resamples one leg.
    max_delay_s: float = 0.004
    #: Least correlation of two copies; 0.9 allows codec noise 9.5 dB below the speech.
    min_correlation: float = 0.9
    #: Largest difference in level of two copies, dB. Echo of the other party lies 15 dB and more
    #: below him (ITU-T G.131 wants over 30), so that it is no copy.
    max_gain_difference_db: float = 9.0
    #: Share of the windows that have to agree; two people who talk agree in hardly any.
    min_share: float = 0.9


def channel_layout(audio: Audio, options: LayoutOptions | None = None) -> ChannelLayout:
    """Whether `audio` is mono, one signal on two channels (``dual_mono``), or true stereo.

    Copies may differ in level, polarity, a few milliseconds of delay and codec noise. One silent
    leg is still stereo: that party said nothing.
    """
    options = options or LayoutOptions()
    if audio.samples.shape[0] == 1:
        return "mono"
    left, right = audio.samples
    if np.array_equal(left, right):
        return "dual_mono"
    windows = _active_windows(audio, options)
    if not windows:
        return "stereo"
    lag = round(options.max_delay_s * audio.sample_rate_hz)
    same = sum(_is_copy(left[part], right[part], lag=lag, options=options) for part in windows)
    return "dual_mono" if same >= options.min_share * len(windows) else "stereo"


def mixdown(audio: Audio, layout: ChannelLayout | None = None) -> FloatArray:
    """One signal, shape (n,), with every party in it.

    The mean of both channels in stereo. Of two copies the louder: their mean would cancel where
    one is inverted. `layout` spares finding it out again.
    """
    if audio.samples.shape[0] == 1:
        first: FloatArray = audio.samples[0]
        return first
    if (layout or channel_layout(audio)) == "dual_mono":
        power = np.einsum("cn,cn->c", audio.samples, audio.samples)
        return np.ascontiguousarray(audio.samples[int(np.argmax(power))])
    mean: FloatArray = audio.samples.mean(axis=0, dtype=np.float32)
    return mean


def _active_windows(audio: Audio, options: LayoutOptions) -> list[slice]:
    """Loud windows spread over the call; none where a leg is silent throughout."""
    size = min(round(options.window_s * audio.sample_rate_hz), audio.samples.shape[1])
    if size == 0:
        return []
    starts = np.arange(0, audio.samples.shape[1] - size + 1, size)
    levels = np.array([_level_db(audio.samples[:, start : start + size]) for start in starts])
    if levels.max(axis=0).min() < options.silent_dbov:
        return []
    loudest = levels.max(axis=1)
    active = starts[loudest > loudest.max() - options.active_range_db]
    every = max(1, -(-len(active) // options.max_windows))
    return [slice(int(start), int(start) + size) for start in active[::every]]


def _level_db(window: FloatArray) -> FloatArray:
    """Level of each channel without its offset."""
    return np.asarray(10 * np.log10(np.var(window, axis=1) + 1e-12), dtype=np.float32)


def _is_copy(left: FloatArray, right: FloatArray, *, lag: int, options: LayoutOptions) -> bool:
    """Whether the best alignment within `lag` samples makes one window a copy of the other."""
    first, second = left - left.mean(), right - right.mean()
    gain_db = abs(float(np.diff(_level_db(np.stack([first, second])))[0]))
    if gain_db > options.max_gain_difference_db:
        return False
    scale = float(np.linalg.norm(first) * np.linalg.norm(second))
    length = 1 << (len(first) + lag - 1).bit_length()
    spectrum = np.fft.rfft(first, length) * np.conj(np.fft.rfft(second, length))
    products = np.fft.irfft(spectrum, length)
    best = float(np.abs(np.concatenate([products[: lag + 1], products[length - lag :]])).max())
    return best >= options.min_correlation * scale
