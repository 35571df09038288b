"""Signed-rank and Friedman tests, Holm's procedure, the studentized range, bootstrap intervals and effect sizes against SciPy (and statsmodels)."""

from peers import Comparison, ask, require

require("numpy", "scipy")

import warnings

import numpy as np
from scipy import stats

warnings.simplefilter("ignore")
random = np.random.default_rng(20261126)
comparison = Comparison()
EXACT = {"relative": 1e-10, "absolute": 1e-14}


def differences(count, ties, zeros):
    """Numbers on a grid of 1/64, so that no sum rounds; without ties all absolute values differ."""
    sizes = random.integers(1, 5, count) if ties else random.permutation(4 * count)[:count] + 1
    signed = sizes * np.where(random.random(count) < random.choice([0.3, 0.5, 0.8]), 1, -1) / 64.0
    if zeros:
        signed[: max(1, count // 4)] = 0.0
    return signed


def signed_rank_test():
    samples = [(differences(count, ties, zeros), ties, zeros) for count in (2, 3, 5, 8, 10, 20, 50, 51, 200) for ties in (False, True) for zeros in (False, True)]
    questions = [{"ask": "wilcoxon", "differences": sample.tolist(), "method": method} for sample, _, _ in samples for method in ("automatic", "normal")]
    answers = iter(ask(questions))
    for sample, ties, zeros in samples:
        automatic, normal = next(answers), next(answers)
        what = f"wilcoxon of {len(sample)}, ties {ties}, zeros {zeros}"
        peer = stats.wilcoxon(sample, zero_method="wilcox", correction=False, mode="approx")
        comparison.near(f"{what}: statistic", min(normal["positive"], normal["negative"]), peer.statistic, **EXACT)
        comparison.near(f"{what}: normal p", normal["p"], peer.pvalue, **EXACT)
        left = sample[sample != 0.0]
        if len(left) > 50:
            comparison.near(f"{what}: p", automatic["p"], peer.pvalue, **EXACT)
        elif not ties:
            comparison.near(f"{what}: exact p", automatic["p"], stats.wilcoxon(left, mode="exact").pvalue, **EXACT)
        elif 2 <= len(left) <= 12:
            # SciPy's exact test knows no ties: go through all signs.
            signed_ranks = lambda d, axis: np.sum(np.sign(d) * stats.rankdata(np.abs(d), axis=axis), axis=axis)
            every = stats.permutation_test((left,), signed_ranks, permutation_type="samples", vectorized=True, n_resamples=2 ** len(left))
            comparison.near(f"{what}: exact p with ties", automatic["p"], every.pvalue, **EXACT)


def friedman_test():
    samples = []
    for blocks, treatments in ((2, 3), (3, 4), (5, 5), (10, 6), (30, 10), (100, 3)):
        samples.append(random.normal(size=(blocks, treatments)) + 0.3 * np.arange(treatments))
        samples.append(random.integers(0, 4, (blocks, treatments)).astype(float))
    answers = ask([{"ask": "friedman", "values": sample.tolist()} for sample in samples])
    for sample, answer in zip(samples, answers):
        blocks, treatments = sample.shape
        what = f"friedman of {blocks} × {treatments}"
        peer = stats.friedmanchisquare(*sample.T)
        comparison.near(f"{what}: statistic", answer["chi_squared"], peer.statistic, **EXACT)
        comparison.near(f"{what}: p", answer["chi_squared_p"], peer.pvalue, **EXACT)
        comparison.true(f"{what}: ranks differ", np.allclose(answer["mean_ranks"], stats.rankdata(-sample, axis=1).mean(0), rtol=1e-14))
        if peer.statistic < blocks * (treatments - 1) * (1.0 - 1e-9):
            statistic = (blocks - 1) * peer.statistic / (blocks * (treatments - 1) - peer.statistic)
            comparison.near(f"{what}: F", answer["f"], statistic, 1e-10, 1e-12)
            comparison.near(f"{what}: p of F", answer["f_p"], stats.f.sf(statistic, treatments - 1, (treatments - 1) * (blocks - 1)), 1e-10, 1e-12)


def holm_procedure():
    samples = [random.random(count) ** power for count in (1, 2, 7, 45) for power in (1, 4)] + [np.round(random.random(20), 1)]
    for sample, answer in zip(samples, ask([{"ask": "holm", "p": sample.tolist()} for sample in samples])):
        order = np.argsort(sample)
        expected = np.empty(len(sample))
        expected[order] = np.minimum(1.0, np.maximum.accumulate(sample[order] * np.arange(len(sample), 0, -1)))
        comparison.true(f"holm of {len(sample)}", np.allclose(answer, expected, rtol=1e-14, atol=0.0))
        try:
            from statsmodels.stats.multitest import multipletests
        except ImportError:
            continue
        comparison.true(f"holm of {len(sample)} in statsmodels", np.allclose(answer, multipletests(sample, method="holm")[1], rtol=1e-12, atol=0.0))


def studentized_range():
    points = [(q, groups) for q in (0.0, 0.5, 1.0, 2.0, 3.3, 4.5, 6.0, 8.0) for groups in (2, 3, 5, 10, 40, 100)]
    answers = ask([{"ask": "range_upper", "q": q, "groups": groups} for q, groups in points])
    for (q, groups), answer in zip(points, answers):
        # SciPy integrates numerically too, to about 1e-11.
        comparison.near(f"studentized range, q {q}, {groups} groups", answer, stats.studentized_range.sf(q, groups, np.inf), 0.0, 1e-10)
    levels = [(alpha, groups) for alpha in (0.1, 0.05, 0.01) for groups in (2, 3, 7, 20)]
    answers = ask([{"ask": "range_quantile", "alpha": alpha, "groups": groups} for alpha, groups in levels])
    for (alpha, groups), answer in zip(levels, answers):
        comparison.near(f"quantile at {alpha} of {groups} groups", answer, stats.studentized_range.isf(alpha, groups, np.inf), 1e-8, 1e-8)
        comparison.near(f"tail at the quantile, {alpha}, {groups} groups", stats.studentized_range.sf(answer, groups, np.inf), alpha, 0.0, 1e-10)


class Fed(np.random.RandomState):
    """Hands SciPy the draws that assay made."""

    def __init__(self, draws):
        super().__init__(0)
        self.draws = draws

    def randint(self, low, high=None, size=None, dtype=int):
        return self.draws.reshape(size)


def bootstrap_intervals():
    cases = []
    for count in (2, 4, 5, 8, 16, 64):
        for confidence in (0.9, 0.95, 0.99):
            # Whole multiples of the count on a binary grid: means are exact, so that equal resamples are equal in both programs.
            sample = count * random.integers(-300, 500, count) / 1024.0
            if len(set(sample)) > 1:
                cases.append((sample, confidence))
    questions = [{"ask": "bootstrap", "sample": sample.tolist(), "resamples": 2000, "name": f"case {i}", "confidence": confidence} for i, (sample, confidence) in enumerate(cases)]
    for (sample, confidence), answer in zip(cases, ask(questions)):
        draws = np.array(answer["draws"])
        peer = stats.bootstrap((sample,), np.mean, n_resamples=2000, confidence_level=confidence, method="BCa", random_state=Fed(draws)).confidence_interval
        what = f"bootstrap of {len(sample)} at {confidence}"
        comparison.near(f"{what}: low", answer["low"], peer.low, 1e-10, 1e-10)
        comparison.near(f"{what}: high", answer["high"], peer.high, 1e-10, 1e-10)


def effect_sizes():
    samples = [(random.integers(0, 30, count) / 8.0, random.integers(0, 30, count) / 8.0) for count in (3, 5, 10, 30)]
    for (a, b), answer in zip(samples, ask([{"ask": "effects", "a": a.tolist(), "b": b.tolist()} for a, b in samples])):
        left = (a - b)[a != b]
        ranks = stats.rankdata(np.abs(left))
        comparison.near("rank-biserial correlation", answer["rank_biserial"], np.sum(np.sign(left) * ranks) / np.sum(ranks), **EXACT)
        comparison.near("d_z", answer["cohens_dz"], stats.ttest_rel(a, b).statistic / np.sqrt(len(a)), **EXACT)
        comparison.near("A12", answer["vargha_delaney"], stats.mannwhitneyu(a, b).statistic / len(a) ** 2, **EXACT)


signed_rank_test()
friedman_test()
holm_procedure()
studentized_range()
bootstrap_intervals()
effect_sizes()
comparison.end()
