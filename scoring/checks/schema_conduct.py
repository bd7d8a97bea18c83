"""What a rubric may ask of how the agent deals with what the caller says or is told."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from audio_features.timeline import Party
from scoring.checks.schema_parts import (
    ABSENCE_CONFIDENCE,
    MOST_SHOWN,
    BaseCheck,
    Intents,
    Seconds,
    Share,
)


class AccompaniedCheck(BaseCheck):
    """Wherever the party says one of `intents`, one of `by` is said in the seconds around it.

    The same sentence counts. Credit is the share of such moments; those nearer to each other than
    `after_s` are one.
    """

    kind: Literal["accompanied"]
    party: Party
    intents: Intents
    by: Intents
    #: What nobody says who has not said one of `intents` before, in whatever words: where none of
    #: them surely is, it stands for them, if said with `implied_score` or more.
    implied_by: tuple[str, ...] = ()
    implied_score: Share = 0.7
    #: Who says `by`; whoever says `intents` where not given.
    by_party: Party | None = None
    before_s: Seconds = 0.0
    after_s: Seconds = 0.0
    #: Where given, `by` counts only from the sentence of `intents` on, and at the latest in so many
    #: turns of `by_party` after it.
    next_turns: int | None = Field(default=None, ge=0)
    #: So long what goes with one of them holds for what is said later: a reason is not given again
    #: with every "no".
    lasts_s: Seconds = 0.0
    #: What a call where none of `intents` is said means.
    if_none: Literal["not_applicable", "met"] = "not_applicable"
    #: As for what is to be said.
    min_score: Share = 0.35
    #: From here up to `min_score` it may have been meant: a person decides.
    doubtful_score: Share = 0.3
    absence_confidence: Share = ABSENCE_CONFIDENCE
    #: Where none of `intents` is enough for met: less words of the party prove nothing.
    min_words: int = Field(default=20, ge=0)

    @model_validator(mode="after")
    def _around(self) -> "AccompaniedCheck":
        if self.before_s + self.after_s <= 0:
            raise ValueError("an accompanied check needs before_s or after_s, in seconds")
        if self.doubtful_score > self.min_score:
            raise ValueError("doubtful_score must not be above min_score")
        return self


class SaysSeveralCheck(BaseCheck):
    """The party says things of at least so many different groups; credit is the share of them."""

    kind: Literal["says_several"]
    party: Party
    #: Intents that are ways of doing the same are one group.
    groups: Annotated[tuple[Intents, ...], Field(min_length=2)]
    at_least: int = Field(default=2, ge=2)
    #: Where fewer groups are said, so many moments are shown all the same: what is said again.
    most_shown: int | None = Field(default=None, ge=1, le=MOST_SHOWN)
    min_score: Share = 0.5
    #: From here up to `min_score` it may have been meant: a person decides where that matters.
    doubtful_score: Share = 0.4
    absence_confidence: Share = ABSENCE_CONFIDENCE

    @model_validator(mode="after")
    def _enough_groups(self) -> "SaysSeveralCheck":
        if self.at_least > len(self.groups):
            raise ValueError(f"at_least: {self.at_least} of only {len(self.groups)} groups")
        return self


class UnknownTermsCheck(BaseCheck):
    """The agent uses neither jargon nor acronyms that the caller has not used first."""

    kind: Literal["unknown_terms"]
    party: Party = "agent"
    #: Sentences full of terms of the trade, by meaning.
    intents: Intents
    #: With these the caller shows, so soon after, not to know an acronym.
    not_followed: tuple[str, ...] = ()
    not_followed_s: Seconds = 20.0
    #: With these the caller says that the words just heard are no everyday ones.
    plainer_asked: tuple[str, ...] = ()
    plainer_asked_s: Seconds = 8.0
    #: Acronyms that everybody knows.
    known: tuple[str, ...] = ()
    #: Words in capitals of at most so many letters are taken for acronyms.
    most_letters: int = Field(default=6, ge=2)
    #: How sure it is that such a word is one, and that the caller does not know it. Alone it is
    #: doubt (brands, places and initials are written so too); with what may be jargon, where the
    #: caller does not follow, or behind one of `articles`, it counts.
    acronym_confidence: Share = 0.6
    articles: tuple[str, ...] = ()
    #: Words, besides those, that are in no acronym and may stand between it and its full name.
    passed_over: tuple[str, ...] = ()
    #: With these the agent says what it is, within so many words behind it.
    explained_by: tuple[str, ...] = ()
    explained_within_words: int = Field(default=5, ge=1)
    min_score: Share = 0.5
    doubtful_score: Share = 0.4
    #: Credit left after one, two … sentences; further ones leave nothing.
    credit_after: tuple[Share, ...] = ()
    absence_confidence: Share = ABSENCE_CONFIDENCE
    min_words: int = Field(default=20, ge=0)


class FirstAccountCheck(BaseCheck):
    """The caller tells what the call is about, and the agent neither cuts in nor solves meanwhile.

    The account starts with the first of `told_by` and lasts until the agent takes the floor. What
    the caller adds soon after it, before anything is solved, is still told.
    """

    kind: Literal["first_account"]
    told_by: Intents
    #: On outbound calls only these begin an account: there the first long turn answers "is that
    #: Mrs Ruiz?". Empty: as on the others.
    outbound_told_by: tuple[str, ...] = ()
    #: What the agent does not do while it is told.
    solving: Intents
    #: With these the caller asks to be let finish.
    protests: Intents
    #: Only where none of `told_by` is found, the first turn of so many words is the account.
    min_words: int = Field(default=8, ge=1)
    #: The agent takes the floor with so many words; fewer are signs of listening.
    floor_words: int = Field(default=4, ge=1)
    #: A caller who was cut off, or protests, within so many seconds after it had not finished.
    after_s: Seconds = 1.0
    protest_s: Seconds = 20.0
    #: So many seconds after it, the caller may still be adding to it where nothing is solved yet.
    told_on_s: Seconds = 30.0
    min_score: Share = 0.5
    #: Surer interruptions than this count; if only doubtful ones decide, it is unsure.
    doubtful_below: Share = 0.5
    #: How sure it is that a caller whose last word ends no sentence ("and he") and who is answered
    #: so soon was cut off, whether or not both were heard at once; None: that proves nothing.
    broken_off_confidence: Share | None = None
    broken_off_gap_s: Seconds = 0.6
    absence_confidence: Share = ABSENCE_CONFIDENCE


class AnsweredWithinCheck(BaseCheck):
    """The call answers a complaint so soon after it was opened, by the data beside the call."""

    kind: Literal["answered_within"]
    at_most_minutes: float = Field(gt=0)


class DiscreetCheck(BaseCheck):
    """The agent reads out no personal data that the caller has not said first.

    Facts of an account are told only after the agent verified whom they are told to.
    """

    kind: Literal["discreet"]
    read_out: Intents
    #: Facts of an account.
    facts: Intents
    #: What the agent asks, or the caller gives, before that.
    verified_by: Intents
    #: Words of a sentence (0-1) that carry data and that the caller had said before: from here on
    #: it repeats what was given.
    echoed_share: Share = 0.5
    min_score: Share = 0.5
    doubtful_score: Share = 0.4
    #: Credit where facts were told unverified: less grave than what was read out unasked.
    unverified_credit: Share = 0.5
    absence_confidence: Share = ABSENCE_CONFIDENCE
    min_words: int = Field(default=20, ge=0)


class NoThirdVoiceCheck(BaseCheck):
    """No other voice beside the agent's while the agent serves: before any transfer, no hold."""

    kind: Literal["no_third_voice"]
    #: With these the agent hands the call over: other voices belong to the call from then on.
    announced_by: Intents
    announced_score: Share = 0.4
    #: Shorter turns of another voice are noise.
    min_words: int = Field(default=2, ge=1)
    absence_confidence: Share = ABSENCE_CONFIDENCE
