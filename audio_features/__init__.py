"""What was heard on a call: recordings, transcripts, events and measures. No judgement."""
