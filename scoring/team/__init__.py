"""The calls of a period team by team: what they add up to, and what waits for this week."""
