"""The tools that come with HDF5 itself read the files without complaint."""
import subprocess
import sys
from pathlib import Path

from reader import expect, require_program

h5dump = require_program("h5dump", "hdf5-tools")
folder = Path(sys.argv[1])
for file in ("trial.h5", "failed.h5", "run/index.h5"):
    result = subprocess.run([h5dump, "-A", folder / file], capture_output=True, text=True)
    expect((result.returncode, result.stderr), (0, ""), f"h5dump -A {file}")
result = subprocess.run([h5dump, "-y", "-d", "/final/acc", folder / "trial.h5"], capture_output=True, text=True, check=True)
expect("0.75" in result.stdout, True, "final metric")
