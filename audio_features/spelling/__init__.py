"""What was heard, spelt as people write it: a noisy channel between spelling and recogniser."""
