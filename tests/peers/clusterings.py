"""DBSCAN and hierarchical clustering against scikit-learn and SciPy; nearest neighbours against scikit-learn."""

from peers import Comparison, ask, require

require("numpy", "scipy", "sklearn")

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import KNeighborsClassifier

random = np.random.default_rng(5)


def blobs(count, clusters, width, spread):
    centres = random.normal(0.0, 1.0, (clusters, width))
    return (centres[random.integers(0, clusters, count)] + spread * random.normal(0.0, 1.0, (count, width))).astype(np.float32)


def moons(count):
    angle = np.pi * random.random(count)
    upper = random.random(count) < 0.5
    x = np.stack([np.where(upper, np.cos(angle), 1.0 - np.cos(angle)), np.where(upper, np.sin(angle), 0.5 - np.sin(angle))], 1)
    return (x + 0.05 * random.normal(size=(count, 2))).astype(np.float32)


def numbers(answer, name):
    return np.array(answer[name]["values"]).reshape(answer[name]["shape"])


comparison = Comparison()
data = {"moons": moons(700), "blobs": blobs(800, 6, 3, 0.2), "wide": blobs(400, 5, 20, 0.3), "far away": blobs(500, 4, 2, 0.1) + np.float32(300.0)}

cases = [(name, x, eps, samples) for name, x in data.items() for eps in (0.1, 0.3, 1.5) for samples in (1, 4, 10)]
questions = [{"ask": "baseline", "component": {"use": "dbscan", "eps": eps, "min_samples": samples}, "seed": 1, "x": x.astype(float).tolist()} for _, x, eps, samples in cases]
for (name, x, eps, samples), answer in zip(cases, ask(questions)):
    peer = DBSCAN(eps=eps, min_samples=samples, algorithm="brute").fit(x.astype(np.float64))
    what = f"dbscan, {name}, eps {eps}, min_samples {samples}"
    comparison.true(f"{what}: labels differ", np.array_equal(numbers(answer, "assigned") - 1, peer.labels_))
    comparison.true(f"{what}: core samples differ", np.array_equal(numbers(answer, "core_samples"), x[peer.core_sample_indices_]))

cases = [(name, x, method, clusters) for name, x in data.items() for method in ("ward", "average", "complete", "single") for clusters in (2, 7)]
questions = [{"ask": "baseline", "component": {"use": "agglomerative", "linkage": method, "clusters": clusters}, "seed": 1, "x": x.astype(float).tolist()} for _, x, method, clusters in cases]
for (name, x, method, clusters), answer in zip(cases, ask(questions)):
    tree = linkage(x.astype(np.float64), method)
    what = f"{method} linkage, {name}, {clusters} clusters"
    comparison.true(f"{what}: heights differ", np.allclose(numbers(answer, "heights"), tree[:, 2], rtol=1e-9, atol=1e-9))
    peer = fcluster(tree, clusters, "maxclust")
    comparison.near(f"{what}: agreement", adjusted_rand_score(peer, numbers(answer, "assigned").astype(int)), 1.0)

for name, x in data.items():
    labels = random.integers(0, 4, len(x)) * (x[:, 0] > np.median(x[:, 0]))
    split = (random.random(len(x)) < 0.3).astype(int)
    question = {"ask": "metric", "component": {"use": "knn", "k": [1, 3, 10]}, "labels": labels.tolist(), "split": split.tolist(), "features": x.astype(float).tolist()}
    (answer,) = ask([question])
    for k in (1, 3, 10):
        peer = KNeighborsClassifier(k, algorithm="brute").fit(x[split == 0].astype(np.float64), labels[split == 0])
        wrong = 1.0 - peer.score(x[split == 1].astype(np.float64), labels[split == 1])
        comparison.near(f"{name}: error of {k} neighbours", answer[f"knn_error_{k}"], wrong)
comparison.end()
