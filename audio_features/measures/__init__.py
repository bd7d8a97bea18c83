"""How much: level, pace, pitch, talk share, latency."""
