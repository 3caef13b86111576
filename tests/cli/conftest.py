"""Running the command line in this process."""

import pytest

from unalignable.experiments.core.cli import app
from unalignable.theory.core.console import run


@pytest.fixture
def unalignable(capsys):
    """``unalignable("list", "--json", "-")`` -> (exit code, stdout, stderr)."""

    def call(*arguments):
        capsys.readouterr()
        code = run(
            lambda given: app(given, standalone_mode=False, prog_name="unalignable"), [str(a) for a in arguments]
        )
        out, err = capsys.readouterr()
        return code, out, err

    return call
