"""Builds telephone recordings, sidecars and exact truth from call scripts."""
