"""xarray reads series, artifacts, weights, finals and the summary with named dimensions and coordinates."""
import sys
from pathlib import Path

from reader import expect, require

xarray = require("xarray", "python3-xarray")
np = require("numpy", "python3-numpy")
folder, engine = Path(sys.argv[1]), sys.argv[2]
require({"netcdf4": "netCDF4"}.get(engine, engine), {"netcdf4": "python3-netcdf4"}.get(engine, "python3-h5netcdf"))


def load(file, group):
    return xarray.load_dataset(folder / file, group=group, engine=engine)


epoch = load("trial.h5", "series/epoch")
expect(dict(epoch.sizes), {"index": 3}, "dimensions of a series")
expect(epoch["index"].values.tolist(), [1, 2, 3], "coordinate of a series")
expect(epoch["loss.total"].dims, ("index",), "dimension of a series")
expect(epoch["loss.total"].sel(index=2).item(), 2.5, "value by epoch")
expect(epoch["latent.kl"].attrs["units"], "nat", "units")
expect(epoch["latent.kl"].mean().item(), 0.3125, "mean without the missing value")

artifacts = load("trial.h5", "artifacts")
expect(artifacts["assignment"].sel(sample=30).item(), 1, "assignment by sample id")
embedding = load("trial.h5", "artifacts/embedding")
expect(dict(embedding.sizes), {"sample": 4, "feature": 2}, "dimensions of an embedding")
weights = load("trial.h5", "weights/encoder")
expect(weights["layer0.weight"].dims, ("dim_2", "dim_3"), "dimensions of weights")
expect(weights["layer0.weight"].values.tolist(), [[1, 2, 3], [4, 5, 6]], "weights")
final = load("trial.h5", "final")
expect(final["acc"].item(), 0.75, "final metric")
expect(load("trial.h5", "run")["command"].item(), "assay run sample.toml", "command")
expect(xarray.load_dataset(folder / "trial.h5", engine=engine).attrs["arm"], "proposed", "root attribute")
expect(load("failed.h5", "error")["code"].item(), "trial.crashed", "error code")
expect(load("failed.h5", "events").sizes["event"], 0, "no events")

summary = load("run/index.h5", "summary")
expect(dict(summary.sizes), {"arm": 2, "latent.z.dim": 2, "seed": 3}, "dimensions of the summary")
expect(summary["arm"].values.tolist(), ["proposed", "kmeans"], "arms")
value = summary["acc"].sel({"arm": "kmeans", "latent.z.dim": 10, "seed": 7}).item()
expect(value, 0.5 + 0.01 * 7 + 0.001 * 10, "value by arm, axis and seed")
done = summary["acc"].where(summary["status"] == 2)
expect(done.count("seed").values.tolist(), [[3, 2], [3, 2]], "finished trials of each row")
expect(summary["status"].attrs["flag_meanings"], "not_planned pending done failed stopped", "meaning of the mask")
trials = load("run/index.h5", "trials")
expect(trials["id"].values[4], "t4", "trial id")
expect(str(trials["error_text"].values[4]), "the process ended by signal 6", "error text")
