"""Fits in a process of their own that are broken off once their checkpoint shows that they are under way."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

SECONDS = 300
GRADIENTS = 5


def broken_off(kept: Path, number: int, *words: str) -> tuple[str, str, int]:
    """What `calcgd WORDS` wrote to stdout and stderr, and its status, after a signal of that number."""
    program = [sys.executable, "-m", "calcgd", *words, "--checkpoint", str(kept)]
    pipe = subprocess.PIPE
    with subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True) as running:
        late = time.monotonic() + SECONDS
        while running.poll() is None and time.monotonic() < late and gradients(kept) < GRADIENTS:
            time.sleep(0.02)
        running.send_signal(number)
        out, err = running.communicate(timeout=SECONDS)
    return out, err, running.returncode


def gradients(kept: Path) -> int:
    """How many the checkpoint has counted."""
    return json.loads(kept.read_text())["gradients"] if kept.exists() else 0
