"""``python -m sample_calls.builder [--scripts DIR] [--out DIR] [--only ID]``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sample_calls.builder.build import build_call
from sample_calls.builder.errors import BuilderError
from sample_calls.builder.script import load_script
from sample_calls.builder.voices import Synthesizer

_HERE = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build calls; 0 all built, 1 some could not be, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m sample_calls.builder", description=__doc__)
    parser.add_argument("--scripts", type=Path, default=_HERE / "scripts", help="folder of scripts")
    parser.add_argument("--out", type=Path, default=_HERE, help="folder to write to")
    parser.add_argument("--only", action="append", metavar="ID", help="only this call (repeatable)")
    options = parser.parse_args(arguments)
    paths = sorted(options.scripts.glob("*.yaml"))
    if options.only:
        paths = [path for path in paths if path.stem in options.only]
    if not paths:
        print(f"no scripts to build in {options.scripts}", file=sys.stderr)
        return 2
    synthesizer, failed = Synthesizer(), 0
    for path in paths:
        try:
            truth = build_call(load_script(path), options.out, synthesizer)
        except BuilderError as error:
            print(error, file=sys.stderr)
            failed += 1
            continue
        kinds = [event["kind"] for event in truth["events"]]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        levels = ", ".join(
            f"{who} {level:g} dBov {truth['pace_wpm'][who]} wpm"
            for who, level in truth["levels_dbov"].items()
        )
        print(f"{truth['recording']}: {truth['seconds']:.1f} s; {levels}; {counts}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
