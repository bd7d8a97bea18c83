"""The errors a user can meet: each says what is wrong, with which value, and what to do."""


class EscuchaError(Exception):
    """Root of all errors that are shown to the user as one readable line."""


class RecordingError(EscuchaError):
    """One recording cannot be processed; the others go on (exit code 1)."""


class MetadataError(EscuchaError):
    """The data beside one recording is wrong: names file, field and value (exit code 1)."""


class ConfigurationError(EscuchaError):
    """Usage, settings or rubric are wrong; nothing is processed (exit code 2)."""
