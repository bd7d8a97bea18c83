"""Understanding what was said: text, phrases, meaning, intents and names. No audio."""
