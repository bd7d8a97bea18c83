"""The criteria a script may state a verdict for: the ids of the phone protocol, by section."""

from typing import Literal, get_args

Verdict = Literal["met", "not_met", "not_applicable", "unsure"]

OPENING = (
    "answered_within_three_rings",
    "greeted",
    "agent_identified",
    "help_offered",
    "caller_name_used",
)
LISTENING = (
    "no_interruptions",
    "acknowledgements_given",
    "caller_not_made_to_repeat",
    "understanding_confirmed",
    "misunderstanding_owned",
)
VOICE = ("volume_in_range", "pace_in_range", "no_sighs", "steady_tone", "calm_under_pressure")
LANGUAGE = (
    "no_jargon",
    "no_minimising",
    "no_arguing",
    "no_disrespect",
    "no_sarcasm",
    "no_flat_refusal",
    "formal_address",
    "no_blame_shifting",
    "no_deflection",
    "no_self_justification",
    "no_side_conversation",
    "courtesy_words",
    "personal_data_discreet",
    "no_overpromising",
)
WAITING = (
    "hold_announced",
    "hold_consent",
    "hold_duration_given",
    "hold_return_courtesy",
    "hold_length_reasonable",
    "no_dead_air",
)
TRANSFER = ("transfer_explained", "transfer_consent", "transfer_warm", "call_not_dropped")
SOLVING = (
    "empathy_shown",
    "apology_given",
    "caller_let_finish",
    "solution_offered",
    "denial_reasoned",
    "alternatives_offered",
    "denial_held_calmly",
    "caller_view_asked",
    "kept_on_topic",
    "complaint_answered_promptly",
)
FAREWELL = (
    "commitments_recapped",
    "further_help_offered",
    "courteous_farewell",
    "follow_up_agreed",
)

CRITERIA: tuple[str, ...] = (
    *OPENING,
    *LISTENING,
    *VOICE,
    *LANGUAGE,
    *WAITING,
    *TRANSFER,
    *SOLVING,
    *FAREWELL,
)

VERDICTS: tuple[str, ...] = get_args(Verdict)
