"""Agents named on a command line: one of whom no call is stored is most often misspelt."""

from collections.abc import Mapping
from difflib import get_close_matches

from audio_features.errors import ConfigurationError


def refuse_unknown_agent(agent: str, known: Mapping[str, str | None]) -> None:
    """Refuse an `agent` whose id is not among those `known`, which have names or none.

    Raises
    ------
    ConfigurationError
        Naming the ids of those that are nearly called so.
    """
    if agent in known:
        return
    by_letters = {one.casefold(): one for one in known}
    # Who gives the name is most likely looking for its id.
    by_letters |= {name.casefold(): one for one, name in known.items() if name}
    matches = get_close_matches(agent.casefold(), by_letters)
    near = list(dict.fromkeys(by_letters[name] for name in matches))
    if near:
        mend = f"did you mean {' or '.join(near)}?"
    elif known:
        mend = "no id is close to it; check the agent_id in the data beside the recordings"
    else:
        mend = "no stored call names an agent_id; name it in the data beside the recordings"
    raise ConfigurationError(f"--agent {agent}: no call of such an agent is stored; {mend}")
