"""Measures of quality."""
import numpy as np


def si_sdr(clean, found):
    """Scale-invariant signal-to-distortion ratio in dB (Le Roux et al. 2019, eq. 2)."""
    clean, found = np.float64(clean), np.float64(found)
    target = clean * (clean @ found) / (clean @ clean)
    return 10 * np.log10((target @ target) / ((found - target) @ (found - target) + 1e-20))


def auc(truth, score):
    """The area under the receiver's operating curve: how often a frame of speech has the higher score than one without (Mann and Whitney 1947)."""
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = np.arange(1, len(score) + 1)
    _, same, count = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.bincount(same, ranks) / count)[same]
    speech = truth.sum()
    return (ranks[truth].sum() - speech * (speech + 1) / 2) / (speech * (len(truth) - speech))
