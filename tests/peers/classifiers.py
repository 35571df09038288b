"""Classifiers that learn from few labels: support vector machines and logistic regression against scikit-learn and SciPy."""

from peers import Comparison, ask, require

require("numpy", "scipy", "sklearn")

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

random = np.random.default_rng(5)
comparison = Comparison()


def clouds(count, classes, width, distance):
    """Gaussians of variance 1, the classes in turn."""
    member = np.arange(count) % classes
    return (distance * random.normal(size=(classes, width))[member] + random.normal(size=(count, width))).astype(np.float32), member


def array(answer, name):
    return np.array(answer[name]["values"]).reshape(answer[name]["shape"])


def question(component, x, member, labeled):
    return {"ask": "baseline", "component": component, "seed": 1, "x": x.astype(float).tolist(), "rows": list(range(labeled)), "classes": member[:labeled].tolist()}


def machine(x, signs, labeled, bias, ridge, weight):
    """The transductive objective and its slope in w, of samples whose unlabeled ones have mean 0."""

    def objective(w):
        hinge = np.maximum(0.0, 1.0 - signs * (x[:labeled] @ w + bias))
        f = x[labeled:] @ w + bias
        closeness = np.exp(-3.0 * f**2)
        value = ridge * w @ w + np.mean(hinge**2) + weight * np.mean(closeness)
        slope = 2.0 * ridge * w - 2.0 / labeled * (signs * hinge) @ x[:labeled] - 6.0 * weight / len(f) * (f * closeness) @ x[labeled:]
        return value, slope

    return objective


def lowest(x, signs, labeled, bias, ridge, weight):
    w = np.zeros(x.shape[1])
    for part in (0.0, 1e-6, 1e-4, 1e-2, 0.1, 0.5, 1.0):
        w = minimize(machine(x, signs, labeled, bias, ridge, part * weight), w, jac=True, method="BFGS", options={"gtol": 1e-8}).x
    return w


cases = [(2, 3, 20, 0.01), (3, 4, 30, 0.1), (5, 4, 20, 0.01)]
for classes, width, labeled, ridge in cases:
    x, member = clouds(200, classes, width, 2.0)
    svm, tsvm, logistic = ask(
        [
            question({"use": "tsvm", "kernel": "linear", "ridge": ridge, "unlabeled_weight": 0.0}, x, member, labeled),
            question({"use": "tsvm", "kernel": "linear", "ridge": ridge, "unlabeled_weight": 0.3}, x, member, labeled),
            question({"use": "logistic_regression", "ridge": ridge}, x, member, labeled),
        ]
    )
    what = f"{classes} classes, ridge {ridge}"
    penalty = 1.0 / (2.0 * ridge * labeled)  # scikit-learn weighs the losses, not the norm
    centred = x.astype(np.float64) - x[labeled:].astype(np.float64).mean(0)
    bias = 2.0 / classes - 1.0
    for c in range(classes):
        signs = np.where(member[:labeled] == c, 1.0, -1.0)
        weights = array(svm, "weights")[c]
        comparison.true(f"{what}: weights of class {c}", np.allclose(weights, lowest(centred, signs, labeled, bias, ridge, 0.0), rtol=1e-4, atol=1e-6))
        reached = machine(centred, signs, labeled, bias, ridge, 0.3)
        peer = lowest(centred, signs, labeled, bias, ridge, 0.3)
        comparison.near(f"{what}: transductive objective of class {c}", reached(array(tsvm, "weights")[c])[0], reached(peer)[0], 1e-5)
    if classes == 2:  # equal shares put the boundary through the origin, which scikit-learn can do as well
        peer = LinearSVC(C=penalty, loss="squared_hinge", dual=False, fit_intercept=False, tol=1e-10, max_iter=100000).fit(centred[:labeled], member[:labeled])
        comparison.true(f"{what}: weights of LinearSVC", np.allclose(array(svm, "weights")[1], peer.coef_[0], rtol=1e-4, atol=1e-6))
    standardised = (x.astype(np.float64) - array(logistic, "mean")) * array(logistic, "scale")
    peer = LogisticRegression(C=penalty, tol=1e-10, max_iter=100000).fit(standardised[:labeled], member[:labeled])
    if classes > 2:  # with two, scikit-learn has one vector of weights, and so another norm
        comparison.true(f"{what}: probabilities of LogisticRegression", np.allclose(array(logistic, "probabilities"), peer.predict_proba(standardised), atol=1e-4))
comparison.end()
