"""What the comparison scripts share: the probe, and skipping when a package is absent."""

import importlib
import json
import subprocess
import sys

SKIPPED = 77


def require(*packages):
    """Ends the script as skipped, naming the packages that are missing."""
    missing = []
    for package in packages:
        try:
            importlib.import_module(package)
        except ImportError as error:
            missing.append(f"{package} ({error})")
    if missing:
        print("skipped: Python has no", ", ".join(missing))
        sys.exit(SKIPPED)


def ask(questions):
    """Answers of the probe that the arguments name, one per question."""
    text = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run(sys.argv[1:], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"the probe failed with status {done.returncode}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


class Comparison:
    """Counts comparisons and reports each that is off; `end` exits accordingly."""

    def __init__(self):
        self.made = 0
        self.failed = 0

    def near(self, what, actual, expected, relative=1e-9, absolute=1e-9):
        self.made += 1
        actual = float("nan") if actual is None else actual
        both_undefined = actual != actual and expected != expected
        if not both_undefined and not abs(actual - expected) <= absolute + relative * abs(expected):
            self.failed += 1
            print(f"{what}: assay {actual!r}, peer {expected!r}")

    def true(self, what, holds):
        self.made += 1
        if not holds:
            self.failed += 1
            print(what)

    def end(self):
        print(f"{self.made} comparisons, {self.failed} failed")
        sys.exit(1 if self.failed or not self.made else 0)
