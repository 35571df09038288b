"""Octave loads the numeric groups with its own 'load', by name."""
import subprocess
import sys
from pathlib import Path

from reader import require_program

octave = require_program("octave-cli", "octave")
folder = Path(sys.argv[1])
script = """
trial = load('trial.h5', 'series', 'final', 'weights', 'artifacts');
assert (trial.series.epoch.index(:)', int64 ([1 2 3]));
assert (trial.series.epoch.loss_total(:)', [3 2.5 2.25]);
assert (isnan (trial.series.epoch.latent_kl(2)));
assert (trial.final.acc, 0.75);
assert (isnan (trial.final.silhouette));
assert (double (trial.artifacts.assignment(:)'), [0 1 1 2]);
% Octave is column-major: a row-major array arrives transposed.
assert (double (trial.weights.encoder.layer0_weight'), [1 2 3; 4 5 6]);
assert (size (trial.weights.decoder.layer0_weight'), [256 64]);
index = load('run/index.h5', 'values');
assert (index.values.final.acc(1), 0.5 + 0.01 * 7 + 0.001 * 5);
assert (double (index.values.status(:)'), [2 2 2 2 3 2 2 2 2 2 2 1]);
assert (isnan (index.values.final.acc(5)));
assert (double (index.values.arm([1 12])(:)'), [0 1]);
disp ('all read');
"""
result = subprocess.run([octave, "--quiet", "--no-init-file", "--eval", script], capture_output=True, text=True, cwd=folder)
if "all read" not in result.stdout or "warning: load" in result.stderr:
    sys.exit(f"octave failed:\n{result.stdout}\n{result.stderr}")
