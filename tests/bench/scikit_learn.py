"""k-means and Gaussian mixtures on all of MNIST beside scikit-learn: CPU seconds of one thread each, alternating, as ratios. Run by hand:

    ASSAY_DATA=… python3 tests/bench/scikit_learn.py BUILD [PAIRS]

Equal restarts and iterations. The mixture works on the first ten principal components.
"""

import gzip
import os
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "peers"))

import numpy as np
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

import peers

warnings.simplefilter("ignore")


def mnist():
    parts = []
    for part in ("train", "t10k"):
        path = next(Path(os.environ["ASSAY_DATA"]).rglob(f"{part}-images-idx3-ubyte.gz"))
        parts.append(np.frombuffer(gzip.decompress(path.read_bytes())[16:], np.uint8).reshape(-1, 784))
    return (np.concatenate(parts) / 255.0).astype(np.float32)


def principal_components(x, count):
    centred = x - x.mean(0)
    return (centred @ np.linalg.eigh(centred.T @ centred)[1][:, ::-1][:, :count]).astype(np.float32)


def cpu_seconds(work):
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def compare(name, x, component, peer, quality):
    """Median of assay's CPU seconds over scikit-learn's, over pairs with different seeds."""
    ratios = []
    with tempfile.NamedTemporaryFile() as file:
        file.write(x.tobytes())
        file.flush()
        for seed in range(1, pairs + 1):
            question = {"ask": "timed_fit", "component": component, "seed": seed, "file": file.name, "rows": x.shape[0], "columns": x.shape[1]}
            answer = peers.ask([question])[0]
            seconds, fitted = cpu_seconds(lambda: peer(seed).fit(x))
            ratios.append(answer["seconds"] / seconds)
            print(f"  seed {seed}: assay {answer['seconds']:.1f} s, scikit-learn {seconds:.1f} s; {quality(answer, fitted)}", flush=True)
    print(f"{name}: {statistics.median(ratios):.2f} × scikit-learn's time (median of {pairs})", flush=True)


build = Path(sys.argv[1]).resolve()
pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
sys.argv[1:] = [str(build / "tests" / "peer_probe"), str(build / "lib" / "assay" / "plugins")]
images = mnist()
compare(
    "k-means, 70,000 × 784, K = 10, 4 restarts of 30 iterations",
    images,
    {"use": "kmeans", "clusters": 10, "n_init": 4, "max_iterations": 30, "tolerance": 0.0},
    lambda seed: KMeans(10, n_init=4, max_iter=30, tol=0.0, random_state=seed, algorithm="lloyd"),
    lambda answer, fitted: f"inertia {answer['inertia']:.0f} and {fitted.inertia_:.0f}",
)
compare(
    "Gaussian mixture, 70,000 × 10, K = 10, full covariances, 2 restarts of 30 iterations",
    principal_components(images, 10),
    {"use": "gmm", "clusters": 10, "covariance": "full", "n_init": 2, "max_iterations": 30, "tolerance": 0.0, "regularisation": 1e-6},
    lambda seed: GaussianMixture(10, covariance_type="full", n_init=2, max_iter=30, tol=0.0, reg_covar=1e-6, random_state=seed),
    lambda answer, fitted: f"log-likelihood {answer['log_likelihood']:.4f} and {fitted.lower_bound_:.4f}",
)
