"""Files written by NumPy, SciPy, h5py, scikit-learn and Python's own modules are read with the same numbers."""

import csv
import gzip
import struct
import tempfile
import zlib
from pathlib import Path

from peers import Comparison, ask, require

require("numpy", "scipy", "sklearn", "h5py")

import h5py
import numpy as np
from scipy import sparse
from scipy.io import savemat
from sklearn.datasets import dump_svmlight_file

random = np.random.default_rng(20261124)
comparison = Comparison()
cases = []  # name, component, samples as rows, labels, shape


def case(name, component, samples, labels, shape=None):
    rows = np.asarray(samples).reshape(len(samples), -1)
    cases.append((name, {"scale": "none", **component}, rows, labels, list(shape or rows.shape[1:])))


def write_npy(folder):
    labels = random.integers(0, 10, 20)
    for dtype in ("u1", "i1", "u2", "i2", "<i4", ">i4", "u8", "i8", "<f4", ">f4", "<f8", ">f8", "?"):
        x = (100 * random.random((20, 7))).astype(dtype)
        for order in "CF":
            name = f"x_{dtype.strip('<>?')}_{'big' if '>' in dtype else 'little'}{order}.npy"
            np.save(folder / name, np.asarray(x, order=order))
            np.save(folder / "y.npy", labels.astype("i2"))
            case(f"numpy.save of {dtype} in {order} order", {"use": "npy", "train_samples": name, "train_labels": "y.npy"}, x, labels)
    images = random.integers(0, 256, (9, 4, 5, 3)).astype("u1")
    for saver, name in ((np.savez, "plain.npz"), (np.savez_compressed, "packed.npz")):
        saver(folder / name, images=images, labels=labels[:9].astype("f8"))
        component = {"use": "npy", "train_samples": f"{name}:images", "train_labels": f"{name}:labels", "channels": "last"}
        case(f"numpy.{saver.__name__}", component, images.transpose(0, 3, 1, 2), labels[:9], (3, 4, 5))


def write_hdf5(folder):
    x = random.random((50, 4, 6)).astype("f4")
    labels = random.integers(0, 10, 50)
    packings = {
        "plain": {},
        "gzip": {"compression": "gzip", "chunks": (7, 2, 3), "shuffle": True},
        "fletcher32": {"fletcher32": True, "chunks": (50, 1, 1)},
    }
    for libver in ("earliest", "latest"):
        with h5py.File(folder / f"{libver}.h5", "w", libver=libver) as file:
            file["y"] = labels
            for name, packing in packings.items():
                file.create_dataset(f"group/{name}", data=x, **packing)
            for dtype in ("f2", ">f8", ">i2", "u4"):
                file[f"as_{dtype.strip('>')}"] = (10 * x).astype(dtype)
            file["as_bool"] = x > 0.5
        for name in packings:
            component = {"use": "hdf5", "train_samples": f"{libver}.h5:group/{name}", "train_labels": f"{libver}.h5:y"}
            case(f"h5py {libver} {name}", component, x, labels, (1, 4, 6))
        for dtype in ("f2", ">f8", ">i2", "u4"):
            component = {"use": "hdf5", "train_samples": f"{libver}.h5:as_{dtype.strip('>')}"}
            case(f"h5py {libver} of {dtype}", component, (10 * x).astype(dtype), None, (1, 4, 6))
        case(f"h5py {libver} of booleans", {"use": "hdf5", "train_samples": f"{libver}.h5:as_bool"}, x > 0.5, None, (1, 4, 6))


def write_mat(folder):
    images = random.integers(0, 256, (6, 5, 3, 8)).astype("u1")
    labels = random.integers(0, 10, 8)
    rows = random.normal(size=(8, 11))
    for packed in (False, True):
        name = f"packed_{packed}.mat"
        matrices = {"X": images, "y": labels.reshape(-1, 1), "rows": rows, "single": rows.astype("f4"), "whole": (100 * rows).astype("i2"), "logical": rows > 0}
        savemat(folder / name, matrices, do_compression=packed)
        y = f"{name}:y"
        last = {"sample_axis": "last", "channels": "last"}
        case(f"savemat images, packed {packed}", {"use": "mat", "train_samples": f"{name}:X", "train_labels": y, **last}, images.transpose(3, 2, 0, 1), labels, (3, 6, 5))
        for variable in ("rows", "single", "whole", "logical"):
            case(f"savemat {variable}, packed {packed}", {"use": "mat", "train_samples": f"{name}:{variable}", "train_labels": y}, matrices[variable], labels)
    # MATLAB 7.3: an HDF5 file behind a block of 512 bytes, with the axes reversed and the class as an attribute.
    with h5py.File(folder / "v73.mat", "w", userblock_size=512) as file:
        for variable, array, matlab_class in (("X", images, "uint8"), ("y", labels.reshape(-1, 1).astype("f8"), "double")):
            data = file.create_dataset(variable, data=array.T, compression="gzip")
            text = h5py.h5t.C_S1.copy()
            text.set_size(len(matlab_class))
            text.set_strpad(h5py.h5t.STR_NULLTERM)  # as MATLAB writes it, and libmatio wants it
            attribute = h5py.h5a.create(data.id, b"MATLAB_class", text, h5py.h5s.create(h5py.h5s.SCALAR))
            attribute.write(np.array(matlab_class.encode()), mtype=text)
    with open(folder / "v73.mat", "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, made for a test".ljust(124) + struct.pack("<H", 0x0200) + b"IM")
    case("MATLAB 7.3", {"use": "mat", "train_samples": "v73.mat:X", "train_labels": "v73.mat:y", "sample_axis": "last", "channels": "last"}, images.transpose(3, 2, 0, 1), labels, (3, 6, 5))


def write_libsvm(folder):
    x = sparse.random(40, 30, density=0.2, random_state=3, format="csr", dtype="f8")
    labels = random.integers(0, 10, 40)
    for zero_based in (False, True):
        name = f"zero_{zero_based}.svm"
        dump_svmlight_file(x, labels, str(folder / name), zero_based=zero_based, comment="made for a test")
        component = {"use": "libsvm", "train_samples": name, "first_index": 0 if zero_based else 1, "features": 30}
        case(f"dump_svmlight_file, zero_based {zero_based}", component, x.toarray(), labels)
    (folder / "packed.svm.gz").write_bytes(gzip.compress((folder / "zero_False.svm").read_bytes()))
    case("gzip.compress", {"use": "libsvm", "train_samples": "packed.svm", "features": 30}, x.toarray(), labels)


def write_csv(folder):
    x = random.normal(size=(25, 6)) * 10.0 ** random.integers(-20, 20, (25, 6))
    names = ["first class", 'the "second"', "third, and last"]
    labels = random.integers(0, 3, 25)
    for delimiter, separator in ((",", "comma"), (";", "semicolon"), ("\t", "tab")):
        name = f"{separator}.csv"
        with open(folder / name, "w", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(["class", *(f"column {i}" for i in range(6))])
            writer.writerows([names[label], *map(repr, map(float, row))] for label, row in zip(labels, x))
        component = {"use": "csv", "train_samples": name, "separator": separator, "label_column": "class", "class_names": names}
        case(f"csv.writer with {separator}", component, x, labels)
    np.savetxt(folder / "space.csv", np.column_stack([x, labels]), fmt="%.18e")
    case("numpy.savetxt", {"use": "csv", "train_samples": "space.csv", "separator": "space", "header": False}, x, labels)


def png(pixels):
    """Grey or RGB pixels of 8 or 16 bits; row filters take turns."""
    height, width = pixels.shape[:2]
    channels = 1 if pixels.ndim == 2 else 3
    pixel_bytes = channels * pixels.dtype.itemsize
    rows = np.frombuffer(pixels.astype(pixels.dtype.newbyteorder(">")).tobytes(), "u1").reshape(height, -1).astype(int)
    above = np.vstack([np.zeros_like(rows[:1]), rows[:-1]])
    left = np.hstack([np.zeros((height, pixel_bytes), int), rows[:, :-pixel_bytes]])
    predictions = [0 * rows, left, above, (left + above) // 2]
    filtered = b"".join(bytes([i % 4]) + ((rows[i] - predictions[i % 4][i]) % 256).astype("u1").tobytes() for i in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8 * pixels.dtype.itemsize, 0 if channels == 1 else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"tEXt", b"Comment\0test") + chunk(b"IDAT", zlib.compress(filtered)) + chunk(b"IEND", b"")


def write_images(folder):
    for name, shape, dtype in (("grey", (7, 5), "u1"), ("colour", (7, 5, 3), "u1"), ("deep", (6, 4), "u2"), ("deep_colour", (6, 4, 3), "u2")):
        images = random.integers(0, np.iinfo(dtype).max + 1, (12, *shape)).astype(dtype)
        for i, image in enumerate(images):
            path = folder / name / f"class{i // 4}" / f"{i:02}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png(image))
        planes = images[:, None] if len(shape) == 2 else images.transpose(0, 3, 1, 2)
        case(f"PNG, {name}", {"use": "image_folder", "train_samples": name}, planes, np.arange(12) // 4, planes.shape[1:])


def write_cifar(folder):
    images = random.integers(0, 256, (5, 3, 32, 32)).astype("u1")
    labels = random.integers(0, 10, 5)
    batch = b"".join(bytes([label]) + image.tobytes() for label, image in zip(labels, images))
    (folder / "batch.bin.gz").write_bytes(gzip.compress(batch))
    case("CIFAR", {"use": "cifar", "train_samples": ["batch.bin"]}, images, labels, (3, 32, 32))


with tempfile.TemporaryDirectory() as name:
    for write in (write_npy, write_hdf5, write_mat, write_libsvm, write_csv, write_images, write_cifar):
        write(Path(name))
    answers = ask([{"ask": "dataset", "component": component, "root": name} for _, component, *_ in cases])
for (what, _, rows, labels, shape), answer in zip(cases, answers):
    x = np.array(answer["x"]["values"], "f8").reshape(answer["x"]["shape"])
    comparison.true(f"{what}: shape {answer['shape']}, wanted {shape}", answer["shape"] == shape)
    comparison.true(f"{what}: other numbers", x.shape == rows.shape and np.array_equal(x, rows.astype("f4").astype("f8")))
    if labels is None:
        comparison.true(f"{what}: labels out of nowhere", "labels" not in answer)
    else:
        comparison.true(f"{what}: other labels", answer["labels"]["values"] == labels.tolist())
comparison.end()
