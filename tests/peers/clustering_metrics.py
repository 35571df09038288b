"""Random labelings and features: every metric against scikit-learn and SciPy."""

from peers import Comparison, ask, require

require("numpy", "scipy", "sklearn")

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn import metrics
from sklearn.metrics.cluster import contingency_matrix

random = np.random.default_rng(20261123)


def labelings():
    """Pairs (true, predicted): independent, related, unbalanced, with gaps in the numbering, of one part, of single samples."""
    for _ in range(60):
        count = int(random.integers(2, 400))
        true = random.integers(0, random.integers(1, 12), count)
        predicted = random.integers(0, random.integers(1, 15), count)
        copied = random.random(count) < random.random()
        predicted[copied] = (3 * true[copied] + 1) % 13
        yield true, predicted
    for count in (1, 2, 7):
        yield np.zeros(count, int), np.zeros(count, int)
        yield np.arange(count), np.arange(count)[::-1]
        yield np.zeros(count, int), np.arange(count)
        yield np.arange(count), np.zeros(count, int)


def hungarian_accuracy(true, predicted):
    size = max(true.max(), predicted.max()) + 1
    table = np.zeros((size, size), int)
    np.add.at(table, (predicted, true), 1)
    rows, columns = linear_sum_assignment(-table)
    return table[rows, columns].sum() / len(true)


def normalised_information(true, predicted, method):
    # The peer calls a trivial pair 1 only when both are of one part, and 0 when one of them is; so does the method document.
    return metrics.normalized_mutual_info_score(true, predicted, average_method=method)


comparison = Comparison()
cases = list(labelings())
questions = []
for true, predicted in cases:
    for name in ("acc", "majority_acc", "nmi", "ari"):
        questions.append({"ask": "metric", "component": {"use": name}, "assignments": predicted.tolist(), "labels": true.tolist()})
answers = iter(ask(questions))
for number, (true, predicted) in enumerate(cases):
    accuracy, majority, information, rand = (next(answers) for _ in range(4))
    what = f"labeling {number}"
    comparison.near(f"{what} acc", accuracy["acc"], hungarian_accuracy(true, predicted))
    comparison.near(f"{what} majority_acc", majority["majority_acc"], contingency_matrix(true, predicted).max(axis=0).sum() / len(true))
    comparison.near(f"{what} ari", rand["ari"], metrics.adjusted_rand_score(true, predicted))
    for output, method in (("nmi", "geometric"), ("nmi_arithmetic", "arithmetic"), ("nmi_max", "max"), ("nmi_min", "min")):
        comparison.near(f"{what} {output}", information[output], normalised_information(true, predicted, method))

points = []
for _ in range(15):
    count, width, clusters = int(random.integers(20, 500)), int(random.integers(1, 20)), int(random.integers(2, 9))
    centres = random.normal(0.0, random.choice([0.0, 1.0, 5.0]), (clusters, width))
    assignments = random.integers(0, clusters, count)
    assignments[:2] = 0, 1
    x = (centres[assignments] + random.normal(0.0, 1.0, (count, width))).astype(np.float32)
    points.append((x, assignments))
questions = []
for x, assignments in points:
    for component in ({"use": "silhouette", "sample": 0}, {"use": "davies_bouldin"}, {"use": "calinski_harabasz"}):
        questions.append({"ask": "metric", "component": component, "assignments": assignments.tolist(), "features": x.astype(float).tolist()})
answers = iter(ask(questions))
for number, (x, assignments) in enumerate(points):
    x = x.astype(np.float64)
    what = f"features {number}"
    comparison.near(f"{what} silhouette", next(answers)["silhouette"], metrics.silhouette_score(x, assignments), 1e-7, 1e-7)
    comparison.near(f"{what} davies_bouldin", next(answers)["davies_bouldin"], metrics.davies_bouldin_score(x, assignments), 1e-7, 1e-7)
    comparison.near(f"{what} calinski_harabasz", next(answers)["calinski_harabasz"], metrics.calinski_harabasz_score(x, assignments), 1e-7, 1e-7)
comparison.end()
