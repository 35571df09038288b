"""PCA, t-SNE and trustworthiness against scikit-learn, on its digits.

With --mnist N FILE: t-SNE of the first N images of an idx file (gzip) against scikit-learn's, both timed; takes minutes.
"""

import gzip
import pathlib
import sys
import tempfile
import time

from peers import Comparison, ask, require

require("numpy", "sklearn")

import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness

folder = tempfile.TemporaryDirectory()


def stored(name, matrix):
    path = pathlib.Path(folder.name) / name
    np.ascontiguousarray(matrix, dtype=np.float64).tofile(path)
    return {name: str(path), f"{name}_width": matrix.shape[1], "count": matrix.shape[0]}


def our_tsne(x, perplexity=30.0):
    return np.array(ask([{"ask": "tsne", "perplexity": perplexity, **stored("x", x)}])[0]).reshape(len(x), 2)


def peer_tsne(x, perplexity=30.0):
    return TSNE(perplexity=perplexity, init="pca", learning_rate="auto", random_state=0, n_jobs=1)


def compare_mnist(count, path):
    with gzip.open(path) as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)[:count] / 255.0
    start = time.time()
    ours = our_tsne(images)
    middle = time.time()
    peers = peer_tsne(images).fit_transform(images)
    end = time.time()
    a, b = (trustworthiness(images, y, n_neighbors=5) for y in (ours, peers))
    print(f"{count} images: trustworthiness assay {a:.4f} in {middle - start:.0f} s, scikit-learn {b:.4f} in {end - middle:.0f} s")
    sys.exit(0 if a > b - 0.01 else 1)


if "--mnist" in sys.argv:
    at = sys.argv.index("--mnist")
    compare_mnist(int(sys.argv[at + 1]), sys.argv[at + 2])

check = Comparison()
x = load_digits().data[:300]

peer = PCA(n_components=5, svd_solver="full").fit(x)
answer = ask([{"ask": "pca", "components": 5, **stored("x", x)}])[0]
scores = np.array(answer["scores"]).reshape(len(x), 5)
expected = peer.transform(x) * np.sign(peer.components_[np.arange(5), np.abs(peer.components_).argmax(axis=1)])
check.near("scores of PCA", np.abs(scores - expected).max(), 0.0, absolute=1e-7)
for i in range(5):
    check.near(f"variance {i}", answer["variances"][i], peer.explained_variance_[i], relative=1e-10)
check.near("total variance", answer["total"], x.var(axis=0, ddof=1).sum(), relative=1e-10)

random = np.random.default_rng(1)
y = random.normal(size=(len(x), 2))
without_ties = x + random.normal(scale=1e-3, size=x.shape)
for k in (1, 5, 20):
    ours = ask([{"ask": "trustworthiness", "k": k, **stored("x", without_ties), **stored("y", y)}])[0]
    check.near(f"trustworthiness, k = {k}", ours, trustworthiness(without_ties, y, n_neighbors=k))

ours = our_tsne(x)
model = peer_tsne(x)
peers = model.fit_transform(x)
a, b = (trustworthiness(x, plane, n_neighbors=5) for plane in (ours, peers))
check.true(f"t-SNE keeps neighbourhoods: trustworthiness {a}, scikit-learn {b}", a > b - 0.01)
divergence = ask([{"ask": "divergence", "perplexity": 30.0, **stored("x", x), **stored("y", ours)}])[0]
check.true(f"t-SNE's divergence {divergence}, scikit-learn's {model.kl_divergence_}", divergence < 1.05 * model.kl_divergence_)
check.end()
