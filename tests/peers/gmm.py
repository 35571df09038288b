"""Gaussian mixtures: likelihood, criterion and restarts against scikit-learn."""

from peers import Comparison, ask, require

require("numpy", "sklearn")

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

warnings.simplefilter("ignore", ConvergenceWarning)
random = np.random.default_rng(11)


def mixture(count, clusters, width, distance):
    """Gaussians with covariances of their own."""
    centres = distance * random.normal(size=(clusters, width))
    roots = random.normal(size=(clusters, width, width))
    member = random.integers(0, clusters, count)
    return (centres[member] + np.einsum("nij,nj->ni", roots[member], random.normal(size=(count, width)))).astype(np.float32)


def array(answer, name):
    return np.array(answer[name]["values"]).reshape(answer[name]["shape"])


def peer_with(answer, shape, floor, **options):
    """scikit-learn's mixture with the parameters of assay's, before and after iterations of its own."""
    spread = array(answer, "covariances" if shape == "full" else "variances")
    precisions = np.linalg.inv(spread) if shape == "full" else 1.0 / spread
    return GaussianMixture(
        len(spread), covariance_type=shape, reg_covar=floor, weights_init=array(answer, "weights"), means_init=array(answer, "means"), precisions_init=precisions, **options
    )


data = {
    "separate": (mixture(1200, 5, 4, 4.0), 5),
    "touching": (mixture(1500, 8, 6, 1.0), 8),
    "one": (mixture(300, 1, 3, 1.0), 1),
    "far away": (mixture(800, 4, 3, 2.0) + 1000.0, 4),
    "too many": (mixture(400, 3, 2, 3.0), 9),
}
comparison = Comparison()
restarts = 8
cases = [(name, x, clusters, shape, floor) for name, (x, clusters) in data.items() for shape in ("full", "diag") for floor in (1e-6, 1e-2)]
questions = []
for _, x, clusters, shape, floor in cases:
    component = {"use": "gmm", "clusters": clusters, "covariance": shape, "n_init": restarts, "regularisation": floor}
    questions.append({"ask": "baseline", "component": component, "seed": 1, "x": x.astype(float).tolist()})
for (name, x, clusters, shape, floor), answer in zip(cases, ask(questions)):
    what = f"{name}, {shape}, floor {floor:g}"
    x = x.astype(np.float64)
    likelihood = answer["log_likelihood"]["values"][0]
    same = peer_with(answer, shape, floor, max_iter=1, tol=0.0)
    same.fit(x)
    # scikit-learn's bound after one iteration is that of the parameters it started from.
    comparison.near(f"{what}: likelihood of the parameters", likelihood, same.lower_bound_, 1e-7)
    comparison.true(f"{what}: one more iteration gains {same.score(x) - likelihood}", same.score(x) - likelihood < 2e-3)
    peer = GaussianMixture(clusters, covariance_type=shape, reg_covar=floor, n_init=restarts, tol=1e-3, max_iter=100, random_state=1).fit(x)
    print(f"{what}: assay {likelihood:.5f}, scikit-learn {peer.lower_bound_:.5f}")
    # More components than clusters have many optima; there chance decides by more.
    slack = 0.1 if name == "too many" else 0.01
    comparison.true(f"{what}: likelihood {likelihood} is below {peer.lower_bound_}", likelihood >= peer.lower_bound_ - slack)
comparison.end()
