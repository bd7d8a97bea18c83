"""What can be wrong with a script or with the tools that speak it."""


class BuilderError(Exception):
    """One readable line: what is wrong, with which value, and what to do."""


class ScriptError(BuilderError):
    """A script cannot be built as written: names file, step and mend."""


class ToolMissingError(BuilderError):
    """Something the builder needs is not installed: names it and the command that installs it."""
