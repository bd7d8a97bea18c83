"""Phrases by language, as data, and how they are found in what was recognised."""
