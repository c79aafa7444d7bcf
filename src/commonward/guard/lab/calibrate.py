"""Confidences that mean what they say: a temperature for each kind, from texts that training did not see.

The probability p of a kind becomes sigmoid(a * logit(p) + b) (Platt scaling), with a and b that make the held-out marks
most likely. Written into the model file and used at run time.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from commonward.guard.lab.encode import Encoded
from commonward.guard.lab.score import KINDS, mask_of, probabilities
from commonward.guard.text.tagger.network import Floats, Network

Doubles = NDArray[np.float64]


LEAST_MARKED = 40


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
        if marked.sum() < LEAST_MARKED:
            continue  # as the network says it
        a, b = _platt(_logit(sure[clear]), marked[clear].astype(np.float64), weight[clear])
        fitted |= {f"{kind}.a": round(a, 4), f"{kind}.b": round(b, 4)}
    return fitted


def _logit(values: Floats) -> Doubles:
    clipped = np.clip(values.astype(np.float64), 1e-4, 1 - 1e-4)
    return np.log(clipped / (1 - clipped))


def _platt(x: Doubles, y: Doubles, weight: Doubles) -> tuple[float, float]:
    """A logistic regression of one variable by Newton's method, in short steps, and a within what makes sense."""
    a, b = 1.0, 0.0
    weight = weight / max(float(weight.sum()), 1e-12)
    for _ in range(200):
        p = 1 / (1 + np.exp(-np.clip(a * x + b, -30, 30)))
        slope = weight * (p - y)
        curve = weight * p * (1 - p)
        gradient = np.array([(slope * x).sum() + _RIDGE * (a - 1), slope.sum() + _RIDGE * b])
        hessian = np.array([[(curve * x * x).sum(), (curve * x).sum()], [(curve * x).sum(), curve.sum()]])
        step = np.clip(np.linalg.solve(hessian + _RIDGE * np.eye(2), gradient), -0.3, 0.3)
        a, b = min(max(a - float(step[0]), 0.2), 2.0), b - float(step[1])
    return a, b


_RIDGE = 1e-3
