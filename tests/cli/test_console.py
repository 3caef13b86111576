"""Exit codes, one-line errors, atomic files, plain text in a pipe."""

import json
import os
import subprocess
import sys

import pytest

from unalignable.theory.core import console
from unalignable.theory.core.console import CallError, Screen, run, write


def raising(error):
    def app(_arguments):
        raise error

    return app


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CallError("the call\nis wrong"), 2, "error: the call is wrong\n"),
        (ValueError("X has 3 rows"), 2, "error: X has 3 rows\n"),
        (FileNotFoundError(2, "No such file or directory", "a.npy"), 2, "error: a.npy: No such file or directory\n"),
        (KeyboardInterrupt(), 130, "error: interrupted; nothing half-written is left behind\n"),
        (KeyError("x"), 70, "error: a defect of unalignable, please report it: KeyError: 'x'\n"),
    ],
)
def test_errors_are_one_line(capsys, error, code, said):
    assert run(raising(error), []) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err == said


def test_debug_shows_where_it_came_from(capsys):
    assert run(raising(CallError("wrong")), ["--debug"]) == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert err.endswith("error: wrong\n")


def test_exit_codes_pass_through():
    assert run(lambda _: 1, []) == 1
    assert run(lambda _: None, []) == 0


def test_json_on_stdout_is_alone_there(capsys):
    screen = Screen("-")
    screen.say("a screen")
    screen.finish({"ρ": 1})
    out, err = capsys.readouterr()
    assert json.loads(out) == {"ρ": 1}
    assert err == "a screen\n"


def test_nan_is_never_written_as_json():
    with pytest.raises(ValueError, match="Out of range"):
        Screen("-").finish(float("nan"))


def test_long_lines_are_not_broken_in_a_pipe(capsys):
    Screen().say("x" * 500)
    assert capsys.readouterr().out == "x" * 500 + "\n"


def test_square_brackets_are_text(capsys):
    Screen().say("X=[[0, 1]] [bold]not markup[/bold]")
    assert capsys.readouterr().out == "X=[[0, 1]] [bold]not markup[/bold]\n"


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    write(path, "old")

    def fails(source, target):
        raise OSError("disk full")

    monkeypatch.setattr(console.os, "replace", fails)
    with pytest.raises(OSError, match="disk full"):
        write(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_files_have_the_usual_permissions(tmp_path):
    write(tmp_path / "a", b"x")
    usual = tmp_path / "b"
    usual.write_text("x")
    assert (tmp_path / "a").stat().st_mode == usual.stat().st_mode


def test_a_missing_folder_is_a_wrong_call(tmp_path):
    with pytest.raises(CallError, match=r"cannot write .*: No such file or directory"):
        write(tmp_path / "nowhere" / "a.json", "x")


def test_a_closed_pipe_is_no_error():
    code = "import sys; from unalignable.theory.core.console import *\n"
    code += "def app(_):\n    for _ in range(100000): Screen().say('x' * 100)\n"
    code += "sys.exit(run(app, []))"
    read, written = os.pipe()
    process = subprocess.Popen([sys.executable, "-c", code], stdout=written, stderr=subprocess.PIPE)
    os.close(written)
    os.close(read)
    assert process.communicate()[1] == b""
    assert process.returncode == 0
