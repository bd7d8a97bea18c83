"""What it means: rubric, findings, scorecards, coaching, reports. No audio, no database."""
