"""The kinds of check a rubric can ask for, one module per family."""
