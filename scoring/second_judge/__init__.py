"""A language model's opinion where our own check is in doubt; who asks it is passed in."""
