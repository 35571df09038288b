"""ncdump, the reader of the netCDF-4 C library, shows named dimensions and values."""
import subprocess
import sys
from pathlib import Path

from reader import require_program

ncdump = require_program("ncdump", "netcdf-bin")
folder = Path(sys.argv[1])


def dump(file, *options):
    result = subprocess.run([ncdump, *options, folder / file], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"ncdump {file} failed: {result.stderr}")
    return result.stdout


def contains(text, *lines):
    for line in lines:
        if line not in text:
            sys.exit(f"not found: {line!r} in\n{text}")


trial = dump("trial.h5", "-h")
contains(
    trial,
    'string :assay_layout = "trial" ;',
    ":seed = 7LL ;",
    "index = 3 ;",
    "double loss.total(index) ;",
    'string loss.total:units = "nat" ;',
    "loss.total:_FillValue = NaN ;",
    "int64 assignment(sample) ;",
    "float epoch_0003(sample, feature) ;",
    "float layer0.weight(dim_2, dim_3) ;",
    "string text(event) ;",
)
if "phony_dim" in trial:
    sys.exit("a dimension has no name")
contains(dump("trial.h5", "-g", "epoch"), "loss.total = 3, 2.5, 2.25 ;", "latent.kl = 0.125, _, 0.5 ;")
contains(dump("failed.h5", "-g", "error"), 'code = "trial.crashed" ;')
index = dump("run/index.h5", "-h")
contains(index, "double acc(arm, latent.z.dim, seed) ;", "status:flag_values = 0UB, 1UB, 2UB, 3UB, 4UB ;", "string id(trial) ;")
if "phony_dim" in index:
    sys.exit("a dimension of the index has no name")
# The index must not depend on the trial files: the netCDF library would follow links to them.
trials, hidden = folder / "run" / "trials", folder / "run" / "hidden"
trials.rename(hidden)
try:
    contains(dump("run/index.h5", "-h"), "double acc(arm, latent.z.dim, seed) ;")
finally:
    hidden.rename(trials)
