"""The commands of `escucha`, one a file. Heavy imports wait until a command runs."""
