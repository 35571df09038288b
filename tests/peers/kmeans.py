"""k-means: inertia at most 1.01 times scikit-learn's at equal restarts."""

from peers import Comparison, ask, require

require("numpy", "sklearn")

import numpy as np
from sklearn.cluster import KMeans

random = np.random.default_rng(7)


def blobs(count, clusters, width, spread):
    centres = random.normal(0.0, 1.0, (clusters, width))
    return centres[random.integers(0, clusters, count)] + spread * random.normal(0.0, 1.0, (count, width))


def strokes(count, side):
    """Images of one bright bar each, of random place, length and direction: continuous groups without clear borders."""
    rows, columns = np.mgrid[0:side, 0:side]
    images = np.empty((count, side * side))
    for i in range(count):
        angle = random.integers(0, 4) * np.pi / 4 + random.normal(0.0, 0.15)
        row, column = side / 2 + random.normal(0.0, 1.0, 2)
        along = (columns - column) * np.cos(angle) + (rows - row) * np.sin(angle)
        across = -(columns - column) * np.sin(angle) + (rows - row) * np.cos(angle)
        images[i] = (np.exp(-0.5 * across**2) * (np.abs(along) < side / 3 + random.normal())).ravel()
    return images


data = {
    "separate blobs": (blobs(1200, 8, 10, 0.1), 8),
    "touching blobs": (blobs(1500, 10, 5, 0.6), 10),
    "noise": (random.normal(0.0, 1.0, (1000, 12)), 15),
    "strokes": (strokes(1200, 12), 10),
    "duplicates": (np.repeat(blobs(30, 5, 3, 0.5), 20, axis=0), 20),
}
comparison = Comparison()
restarts = 10
questions = []
for x, clusters in data.values():
    component = {"use": "kmeans", "clusters": clusters, "n_init": restarts}
    questions.append({"ask": "baseline", "component": component, "seed": 1, "x": x.astype(np.float32).astype(float).tolist()})
for (name, (x, clusters)), answer in zip(data.items(), ask(questions)):
    x = x.astype(np.float32).astype(float)
    peer = KMeans(clusters, n_init=restarts, tol=1e-4, max_iter=300, random_state=1, algorithm="lloyd").fit(x)
    inertia = answer["inertia"]["values"][0]
    print(f"{name}: assay {inertia:.6g}, scikit-learn {peer.inertia_:.6g}, ratio {inertia / peer.inertia_:.5f}")
    comparison.true(f"{name}: inertia {inertia} is more than 1.01 times {peer.inertia_}", inertia <= 1.01 * peer.inertia_ + 1e-9)
    centres = np.array(answer["centres"]["values"]).reshape(answer["centres"]["shape"])
    distances = ((x[:, None, :] - centres[None]) ** 2).sum(2)
    comparison.near(f"{name}: inertia by definition", inertia, distances.min(1).sum(), 1e-6)
comparison.end()
