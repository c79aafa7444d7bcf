"""Confidences that mean what they say: a temperature for each kind, from texts that training did not see.

The probability p of a kind becomes sigmoid(a * logit(p) + b) (Platt scaling), with a and b that make the held-out marks
most likely. Written into the model file and used at run time.
"""

from collections.abc import Mapping

import numpy as np

from commonward.guard.lab.encode import Encoded
from commonward.guard.lab.score import KINDS, mask_of, probabilities
from commonward.guard.text.tagger.network import Network


def calibration(network: Network, held_out: Mapping[str, Encoded]) -> dict[str, float]:
    """The two numbers of each kind, as "NAME.a" and "NAME.b"."""
    found = np.concatenate([probabilities(network, encoded) for encoded in held_out.values()])
    allowed = np.concatenate([encoded.allowed for encoded in held_out.values()])
    # Every source counts alike, however long its texts are.
    weight = np.concatenate([np.full(len(e.form_of), 1 / len(e.form_of)) for e in held_out.values()])
    fitted: dict[str, float] = {}
    for kind in KINDS:
        mask = mask_of(kind)
        sure = found[:, [label for label in range(found.shape[1]) if mask >> label & 1]].sum(axis=1)
        marked = (allowed & mask != 0) & (allowed & ~mask == 0)
        clear = (marked | (allowed & mask == 0)) & (sure > 0.05)
        a, b = _platt(_logit(sure[clear]), marked[clear].astype(np.float64), weight[clear])
        fitted |= {f"{kind}.a": round(a, 4), f"{kind}.b": round(b, 4)}
    return fitted


def _logit(
    values: "np.ndarray[tuple[int, ...], np.dtype[np.floating]]",
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    clipped = np.clip(values.astype(np.float64), 1e-4, 1 - 1e-4)
    return np.log(clipped / (1 - clipped))


def _platt(x: "np.ndarray", y: "np.ndarray", weight: "np.ndarray") -> tuple[float, float]:
    """Newton's method for a logistic regression of one variable."""
    a, b = 1.0, 0.0
    weight = weight / weight.sum()
    for _ in range(50):
        p = 1 / (1 + np.exp(-(a * x + b)))
        slope = weight * (p - y)
        curve = weight * p * (1 - p) + 1e-9
        gradient = np.array([(slope * x).sum() + 1e-3 * (a - 1), slope.sum() + 1e-3 * b])
        hessian = np.array([[(curve * x * x).sum() + 1e-3, (curve * x).sum()], [(curve * x).sum(), curve.sum() + 1e-3]])
        step = np.linalg.solve(hessian, gradient)
        a, b = float(a - step[0]), float(b - step[1])
        if abs(step).max() < 1e-8:
            break
    return a, b
