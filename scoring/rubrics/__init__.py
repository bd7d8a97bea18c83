"""The protocol as data an analyst edits: what a rubric may say, and what is wrong with one."""
