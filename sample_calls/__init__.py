"""Scripted telephone calls with exact truth, and the builder that makes them."""
