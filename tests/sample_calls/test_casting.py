import numpy as np
import pytest

from sample_calls.builder.casting import gender, recast, tempo_wpm
from sample_calls.builder.script import Role, Voice

VOICES: dict[Role, Voice] = {
    "agent": Voice(blend={"ef_dora": 0.6, "if_sara": 0.4}, lang="es", speed=1.05, pitch_st=0.5),
    "customer": Voice(blend={"pf_dora": 1}, lang="es-419", level_dbov=-30),
    "other": Voice(blend={"am_onyx": 0.3, "em_alex": 0.7}, lang="es", speed=0.62),
    "announcer": Voice(blend={"hf_alpha": 0.5, "af_heart": 0.5}, lang="es"),
}
CASTS = [recast(VOICES, rng=np.random.default_rng(seed)) for seed in range(60)]


def test_gender_and_language_are_kept() -> None:
    for cast in CASTS:
        assert {role: gender(voice) for role, voice in cast.items()} == {
            "agent": "f",
            "customer": "f",
            "other": "m",
            "announcer": "f",
        }
        assert all(cast[role].lang == own.lang for role, own in VOICES.items())


def test_no_two_people_share_a_voice() -> None:
    for cast in CASTS:
        names = [name for voice in cast.values() for name in voice.blend]
        assert len(names) == len(set(names)) == 2 * len(cast)


def test_nobody_keeps_the_voice_that_led_his_own() -> None:
    assert not any("ef_dora" in list(cast["agent"].blend)[:1] for cast in CASTS)
    assert not any(cast["customer"].blend.get("pf_dora", 0) > 0.5 for cast in CASTS)


def test_spanish_is_carried_by_voices_of_its_kin() -> None:
    for cast in CASTS:
        for voice in cast.values():
            lead = max(voice.blend, key=lambda name: voice.blend[name])
            assert lead[0] in "efhip"


def test_people_go_on_speaking_as_fast_as_high_and_as_loud() -> None:
    for cast in CASTS:
        agent = cast["agent"]
        words_a_minute = agent.speed * tempo_wpm(agent)
        assert words_a_minute == pytest.approx(1.05 * tempo_wpm(VOICES["agent"]), rel=0.042)
        assert agent.pitch_st == pytest.approx(0.5, abs=0.85)
        assert cast["customer"].level_dbov == -30


def test_speed_stays_within_what_scripts_allow() -> None:
    assert min(cast["other"].speed for cast in CASTS) >= 0.6


def test_the_tempo_of_a_blend_lies_between_its_voices() -> None:
    # 0.6 × 199 + 0.4 × 158; the blend itself was measured at 183.
    assert tempo_wpm(Voice(blend={"if_sara": 3, "hf_alpha": 2}, lang="es")) == pytest.approx(182.6)


def test_a_voice_nobody_measured_counts_as_the_usual() -> None:
    assert 170 < tempo_wpm(Voice(blend={"zf_xiaobei": 1}, lang="es")) < 185
