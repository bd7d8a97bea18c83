"""The hard calls of a period: how callers spoke on them, and what advice was missed most.

Which calls were hard is settled in `scoring.across_calls.hard_calls`, as for the team: the styles
only tell how.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from scoring.across_calls.hard_calls import hardness
from scoring.caller_styles.style_schema import load_style_book
from scoring.catalogues.localization import PageLanguage
from scoring.coaching.hard_calls import AdviceCount, HardCalls, StyleCount
from scoring.coaching.options import CoachingOptions
from scoring.findings import ScoredCall


def hard_calls(
    calls: Sequence[ScoredCall],
    language: PageLanguage,
    options: CoachingOptions,
    *,
    worked_on: Collection[str] = (),
) -> HardCalls | None:
    """What the hard calls among `calls` add up to; None where there are none.

    Advice on the criteria `worked_on` is left out: the priorities say it already.
    """
    hard = {style.id: style for style in load_style_book().styles if style.hard}
    styles: Counter[str] = Counter()
    checked: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    met = [call for call in calls if hardness(call) == "hard"]
    for call in met:
        shown = [style for style in call.caller_styles if style.style in hard]
        styles.update(style.style for style in shown)
        states: dict[str, set[str]] = {}  # one call counts once, however many styles advise it
        for style in shown:
            texts = {
                (kind, item.id): item.text
                for kind, item in hard[style.style].advice
                if not set(worked_on) & set(item.criteria)
            }
            for advice in style.advice:
                if advice.state != "not_checked" and (advice.kind, advice.advice) in texts:
                    text = texts[advice.kind, advice.advice].text(language)
                    states.setdefault(text, set()).add(advice.state)
        checked.update(states.keys())
        missed.update(text for text, seen in states.items() if "missed" in seen)
    if not met:
        return None
    return HardCalls(
        calls=len(met),
        styles=tuple(
            StyleCount(style=style, label=hard[style].label.text(language), calls=count)
            for style, count in sorted(styles.items(), key=lambda entry: (-entry[1], entry[0]))
        ),
        missed=tuple(
            AdviceCount(text=text, missed=count, checked=checked[text])
            for text, count in sorted(missed.items(), key=lambda entry: (-entry[1], entry[0]))
        )[: options.most_missed_advice],
    )
