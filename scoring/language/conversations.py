"""Written conversations whose sentences are labelled with what is done by them: training, test.

One conversation in four is held back: nothing is trained on it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from audio_features.errors import ConfigurationError
from scoring.yaml_source import parse_yaml, validated

Speaker = Literal["agent", "customer"]
Label = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSentence:
    """A sentence, who says it, and all intents it carries (often none).

    `conversation` is the id of the one it stands in; `held_back` sentences are for testing alone,
    those `as_recognised` were written by a recogniser, slips and all.
    """

    conversation: str
    party: Speaker
    text: str
    intents: frozenset[str]
    held_back: bool
    as_recognised: bool = False


class _Sentence(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    agent: str | None = Field(default=None, min_length=1)
    customer: str | None = Field(default=None, min_length=1)
    intents: tuple[Label, ...] = Field(alias="is")

    @model_validator(mode="after")
    def _one_speaker(self) -> "_Sentence":
        if (self.agent is None) == (self.customer is None):
            raise ValueError("a sentence is said by the agent or by the customer: give one")
        return self


class _Conversation(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    held_back: bool
    as_recognised: bool = False
    country: str
    about: str
    sentences: tuple[_Sentence, ...]


class _ConversationFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    group: Literal["conversations"]
    conversations: tuple[_Conversation, ...]


@lru_cache(maxsize=4)
def load_conversations(language: str) -> tuple[LabelledSentence, ...]:
    """All labelled sentences of `language` ("es" or "en"), file by file, in order.

    Raises ConfigurationError naming file and field.
    """
    return tuple(
        LabelledSentence(
            conversation=conversation.id,
            party="customer" if sentence.agent is None else "agent",
            text=sentence.agent or sentence.customer or "",
            intents=frozenset(sentence.intents),
            held_back=conversation.held_back,
            as_recognised=conversation.as_recognised,
        )
        for name, text in _conversation_files(language)
        for conversation in _parsed(name, text).conversations
        for sentence in conversation.sentences
    )


def _conversation_files(language: str) -> Iterator[tuple[str, str]]:
    """Name and content of each file of `language`, by name."""
    folder = resources.files("scoring").joinpath("conversations", language)
    if not folder.is_dir():
        raise ConfigurationError(f"no conversations for language {language!r} in {folder}")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            yield file.name, file.read_text(encoding="utf-8")


def conversations_sha256(language: str) -> str:
    """What tells whether weights were made from these very conversations."""
    digest = hashlib.sha256()
    for name, text in _conversation_files(language):
        digest.update(f"{name}\n{text}".encode())
    return digest.hexdigest()


def _parsed(name: str, text: str) -> _ConversationFile:
    where = f"conversations {name}"
    source = parse_yaml(text, name=where, fields="group, conversations")
    return validated(_ConversationFile, source.data, where=where)
