"""Other people's code: wrong and right implementations, written as they are found, each standing by itself.

Loaded as a package of its own (``load`` in ``test_strangers.py``): importing it imports every file beside this one, and
each function enters itself in ``record.WRONG`` or ``record.RIGHT``.
"""

import importlib
from pathlib import Path

from .record import BUGS, RIGHT, WRONG, Stranger

for _file in sorted(Path(__file__).parent.glob("*.py")):
    if _file.stem not in ("__init__", "record"):
        importlib.import_module(f".{_file.stem}", __name__)

__all__ = ["BUGS", "RIGHT", "WRONG", "Stranger"]
