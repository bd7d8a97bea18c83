"""``python -m sample_calls.builder [--scripts DIR] [--out DIR] [--only ID] [--vary SEED] …``."""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sample_calls.builder.build import build_call, build_varied_call, relabel_call
from sample_calls.builder.errors import BuilderError
from sample_calls.builder.script import CallScript, load_script
from sample_calls.builder.variation import varied_calls
from sample_calls.builder.voices import Synthesizer

_HERE = Path(__file__).resolve().parents[1]

#: Builds one call with the voices it is given; returns its truth.
Build = Callable[[Synthesizer], dict[str, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build calls; 0 all built, 1 some could not be, 2 wrong usage."""
    options = _parsed(arguments)
    paths = sorted(options.scripts.glob("*.yaml"))
    try:
        builds = _builds(paths, options) if options.vary is None else _varied(paths, options)
    except BuilderError as error:
        print(error, file=sys.stderr)
        return 1
    builds = {name: build for name, build in builds.items() if name in (options.only or builds)}
    if not builds:
        print(f"no scripts to build in {options.scripts}", file=sys.stderr)
        return 2
    synthesizer, failed = Synthesizer(), 0
    for build in builds.values():
        try:
            print(_summary(build(synthesizer)), flush=True)
        except BuilderError as error:
            print(error, file=sys.stderr)
            failed += 1
    return 1 if failed else 0


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sample_calls.builder", description=__doc__)
    parser.add_argument("--scripts", type=Path, default=_HERE / "scripts", help="folder of scripts")
    parser.add_argument("--out", type=Path, help="folder to write to")
    parser.add_argument("--only", action="append", metavar="ID", help="only this call (repeatable)")
    parser.add_argument(
        "--vary", type=int, metavar="SEED", help="other voices and lines, drawn from this seed"
    )
    parser.add_argument(
        "--count", type=int, metavar="N", help="how many varied calls; default one a script"
    )
    parser.add_argument(
        "--relabel", action="store_true", help="only write verdicts and moments of built calls anew"
    )
    options = parser.parse_args(arguments)
    if options.vary is None and options.count is not None:
        parser.error("--count belongs to --vary SEED")
    if (options.vary or 0) < 0 or (options.count is not None and options.count < 1):
        parser.error("--vary takes a seed from 0 on, and --count a number from 1 on")
    if options.vary is not None and options.out is None:
        parser.error("--vary needs --out DIR: varied calls do not belong among the sample calls")
    options.out = options.out or _HERE
    return options


def _builds(paths: Sequence[Path], options: argparse.Namespace) -> dict[str, Build]:
    """How to build the call of each script, by its id."""

    def built(path: Path, synthesizer: Synthesizer) -> dict[str, Any]:
        if options.relabel:
            return _relabelled(load_script(path), options.out, synthesizer)
        return build_call(load_script(path), options.out, synthesizer)

    return {path.stem: partial(built, path) for path in paths}


def _varied(paths: Sequence[Path], options: argparse.Namespace) -> dict[str, Build]:
    """How to build each call of the varied set, by its id; none where there is no script."""
    scripts = [load_script(path) for path in paths]
    count = (options.count or len(scripts)) if scripts else 0

    def built(number: int, synthesizer: Synthesizer) -> dict[str, Any]:
        return build_varied_call(
            scripts, options.out, synthesizer, seed=options.vary, number=number
        )

    calls = list(varied_calls(scripts, seed=options.vary, count=count))
    if options.relabel:
        # What is expected is the same whoever spoke the call.
        return {c.script.call_id: partial(_relabelled, c.script, options.out) for c in calls}
    return {call.script.call_id: partial(built, k) for k, call in enumerate(calls, start=1)}


def _relabelled(script: CallScript, out_dir: Path, _: Synthesizer) -> dict[str, Any]:
    return relabel_call(script, out_dir)


def _summary(truth: dict[str, Any]) -> str:
    kinds = [event["kind"] for event in truth["events"]]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    levels = ", ".join(
        f"{who} {level:g} dBov {truth['pace_wpm'][who]} wpm"
        for who, level in truth["levels_dbov"].items()
    )
    return f"{truth['recording']}: {truth['seconds']:.1f} s; {levels}; {counts}"


if __name__ == "__main__":
    sys.exit(main())
