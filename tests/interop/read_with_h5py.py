"""h5py reads the trial file, the failed trial and the index: values, types, attributes, dimension scales, links."""
import sys
from pathlib import Path

from reader import expect, require

h5py = require("h5py", "python3-h5py")
np = require("numpy", "python3-numpy")
folder = Path(sys.argv[1])

with h5py.File(folder / "trial.h5", "r") as file:
    expect(file.attrs["assay_layout"], "trial", "kind")
    expect(int(file.attrs["assay_layout_version"]), 1, "version")
    expect(file.attrs["study"], "sample", "study")
    expect(file.attrs["seed"], 7, "seed")
    expect(file.attrs["uses_label_information"].dtype, np.dtype(bool), "type of the boolean")
    expect(bool(file.attrs["uses_label_information"]), True, "boolean")
    expect(set(file), {"spec", "env", "run", "series", "events", "final", "artifacts", "weights"}, "groups")
    for group in (file["/"], file["series"], file["series/epoch"], file["weights/encoder"]):
        expect(group.id.get_create_plist().get_link_creation_order(), 3, f"order of creation tracked and indexed in {group.name}")
    expect(file["spec/resolved"].asstr()[()].splitlines()[0], "[dataset]", "resolved spec")
    expect(file["spec/sources/1"].attrs["path"], "parts/größe.toml", "path of a source")
    expect(list(file["env/plugins/name"].asstr()[:]), ["gaussian", "glyphs"], "plugins")
    expect(file["env/data/bytes"][0], 9912422, "size of a data file")
    expect(file["env/build/device"].asstr()[()], "cpu", "device")
    expect(file["run/wall_s"][()], 8.5, "wall time")
    expect(file["events/text"].asstr()[0], "größer als π", "text of an event")
    expect(file["final/acc"][()], 0.75, "final metric")
    expect(bool(np.isnan(file["final/silhouette"][()])), True, "unknown metric")

    loss = file["series/epoch/loss.total"]
    expect(loss.dtype, np.dtype("<f8"), "type of a series")
    expect(loss[:].tolist(), [3.0, 2.5, 2.25], "series")
    expect((loss.attrs["units"], loss.attrs["long_name"]), ("nat", "objective per sample"), "attributes of a series")
    expect(bool(np.isnan(loss.attrs["_FillValue"])), True, "fill value")
    expect(loss.dims[0][0].name, "/series/epoch/index", "coordinate of a series")
    expect(loss.dims[0][0][:].tolist(), [1, 2, 3], "epochs")
    expect(bool(np.isnan(file["series/epoch/latent.kl"][1])), True, "missing value of a series")

    embedding = file["artifacts/embedding/epoch_0003"]
    expect(embedding[:].tolist(), [[0, 1], [2, 3], [4, 5], [6, 7]], "embedding")
    expect([list(dimension.keys()) for dimension in embedding.dims], [["sample"], ["feature"]], "dimensions of the embedding")
    expect(file["artifacts/sample"][:].tolist(), [10, 20, 30, 40], "sample ids")
    expect(file["weights/encoder/layer0.weight"][:].tolist(), [[1, 2, 3], [4, 5, 6]], "weights")
    large = file["weights/decoder/layer0.weight"]
    expect((large.compression, large.shuffle, large.fletcher32), ("gzip", True, True), "filters")
    expect(bool((large[:].ravel() == np.arange(large.size) % 7).all()), True, "compressed weights")

with h5py.File(folder / "failed.h5", "r") as file:
    expect(file.attrs["status"], "failed", "status")
    expect(file["error/code"].asstr()[()], "trial.crashed", "error code")
    expect(file["error/epoch"][()], 2, "epoch of the error")
    expect(file["events/code"].shape, (0,), "no events")

with h5py.File(folder / "run" / "index.h5", "r") as file:
    expect(list(file["trials/id"].asstr()[:2]), ["t0", "t1"], "trials")
    expect(file["trials/status"].asstr()[4], "failed", "failed trial")
    expect(file["trials/axis/latent.z.dim"][:4].tolist(), [5, 5, 5, 10], "axis of the table")
    expect([list(d.keys())[0] for d in file["summary/acc"].dims], ["arm", "latent.z.dim", "seed"], "dimensions")
    expect(file["summary/acc"].shape, (2, 2, 3), "shape of a summary")
    expect(bool(np.isnan(file["summary/acc"][0, 1, 1])), True, "a failed trial has no value")
    expect(file["summary/status"][:].ravel().tolist(), [2, 2, 2, 2, 3, 2, 2, 2, 2, 2, 2, 1], "status mask")

with h5py.File(folder / "run" / "links.h5", "r") as file:
    expect(file["kmeans/t6"].attrs["arm"], "kmeans", "linked trial")
    expect(isinstance(file["kmeans"].get("t6", getlink=True), h5py.ExternalLink), True, "kind of link")
    expect(file["kmeans"].get("t6", getlink=True).filename, "trials/t6.h5", "relative link")
    expect("t11" in file["kmeans"], False, "no link to a file that does not exist")

moved = folder / "moved"
(folder / "run").rename(moved)
try:
    with h5py.File(moved / "links.h5", "r") as file:
        expect(file["proposed/t0/final/acc"][()], 0.5 + 0.01 * 7 + 0.001 * 5, "a link after the folder moved")
finally:
    moved.rename(folder / "run")
