"""Set up and run gatepost on a machine that has only Python: ``python3 go.py demo | test``.

Makes a virtual environment beside this file (or where GO_VENV says), installs the
locked, hashed requirements, and runs the one thing asked for. A second run is quick.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORDS = {"demo": "run.lock", "test": "dev.lock"}


def main() -> int:
    """Install what the word needs, then run it with the remaining arguments."""
    word, rest = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    if word not in WORDS:
        print("Usage: python3 go.py demo   play the whole job, with no account")
        print("       python3 go.py test   run the tests")
        return 2
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        print(f"gatepost needs Python 3.11 to 3.13; this is {sys.version.split()[0]}.")
        return 1
    folder = Path(os.environ.get("GO_VENV", HERE / ".venv"))
    python = prepare(folder, HERE / "requirements" / WORDS[word])
    # A file stays on one worker: what a file makes once is not made again.
    tests = ["-m", "pytest", "-n", "auto", "--dist", "loadfile"]
    command = ["-m", "bot", "demo"] if word == "demo" else tests
    return subprocess.call([python, *command, *rest], cwd=HERE)


def prepare(folder: Path, lock: Path) -> str:
    """The environment's Python, with the lock's packages and gatepost itself installed."""
    python = str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    stamp = folder / f"{lock.name}.sha256"
    wanted = hashlib.sha256(lock.read_bytes() + (HERE / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    print(f"Setting up {folder.name} from {lock.name}: about a minute, once.", flush=True)
    venv.create(folder, with_pip=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(HERE)], check=True)
    stamp.write_text(wanted)
    return python


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError:
        print("Setting up failed; the lines above say why. Run the same command again.")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
