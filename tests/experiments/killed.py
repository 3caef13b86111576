"""A sweep of 200 short runs in a process of its own, for tests that kill it: ``python killed.py OUT [SCHEDULER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from unalignable.experiments import train
from unalignable.experiments.core.catalogue import Entry

HERE = Path(__file__).parent
RUNS = 200

if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    scheduler = sys.argv[2] if len(sys.argv) > 2 else None
    toy = Entry("slope", HERE / "toys" / "slope.py", "toys")
    train(toy, seeds=RUNS // 2, settings={"pause": 0.03}, workers=2, scheduler=scheduler, out=sys.argv[1])
