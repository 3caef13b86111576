"""Hold an installed environment against constraints.txt: what was installed is what is pinned, and all of it is.

Run by the environment's own Python: ``.venv/bin/python .ci/pins.py constraints.txt``.
"""

import re
import sys
from importlib.metadata import distributions
from pathlib import Path

OURS = {"unalignable", "pip"}
# The CUDA build of torch brings a driver stack whose packages follow torch's own pins; the CPU build has none.
FOLLOW_TORCH = re.compile(r"(nvidia|cuda|triton)")


def normalised(name: str) -> str:
    """The name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def unpinned(constraints: str, installed: dict[str, str]) -> list[str]:
    """Installed packages that constraints.txt does not pin, or pins to another version."""
    lines = [line.partition("#")[0].strip() for line in constraints.splitlines()]
    pins = {normalised(name): version for name, _, version in (line.partition("==") for line in lines if line)}
    problems = []
    for name, version in sorted(installed.items()):
        if name in OURS or FOLLOW_TORCH.match(name):
            continue
        public = version.partition("+")[0]  # "2.13.0+cpu" is the build, not the release
        if pins.get(name) != public:
            problems.append(f"{name}=={public} is installed, constraints.txt has {pins.get(name, 'no pin')}")
    return problems


if __name__ == "__main__":
    here = {normalised(dist.metadata["Name"]): dist.version for dist in distributions()}
    if found := unpinned(Path(sys.argv[1]).read_text(encoding="utf-8"), here):
        sys.exit("\n".join(found))
    print(f"{len(here)} packages installed, each at its pin")
