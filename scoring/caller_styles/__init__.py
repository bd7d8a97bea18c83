"""How callers speak on a call, what goes well with each way, and whether it was kept to."""
