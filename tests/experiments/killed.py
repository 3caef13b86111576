"""A sweep of 200 short runs in a process of its own, to be killed: ``python killed.py OUT WORKERS|SCHEDULER``."""

from __future__ import annotations

import sys
from pathlib import Path

from unalignable.experiments import train
from unalignable.experiments.core.catalogue import Entry

HERE = Path(__file__).parent
RUNS = 200

if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    out, where = sys.argv[1:]
    placed = {"workers": int(where)} if where.isdecimal() else {"scheduler": where}
    toy = Entry("slope", HERE / "toys" / "slope.py", "toys")
    train(toy, seeds=RUNS // 2, settings={"pause": 0.01}, out=out, **placed)
