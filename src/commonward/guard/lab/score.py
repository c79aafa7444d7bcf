"""Quick figures of a model on held-out pieces, for choosing between trainings; `commonward evaluate` has the real ones.

Of the pieces that somebody marked as a name, place or body ("any"), or as one kind, how many the model holds for such
(recall), and how many that it holds for such are such (precision), at several thresholds. Pieces whose marking is open
count for neither.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from commonward.guard.lab.encode import Encoded, bit
from commonward.guard.text.tagger.network import Floats, Network

KINDS = ("NAME", "LOCATION", "ORG", "PROFESSION")
THRESHOLDS = (0.3, 0.5, 0.7)


def probabilities(network: Network, encoded: Encoded) -> Floats:
    """What the model says of each piece."""
    parts = []
    for start, end in zip(encoded.begins[:-1], encoded.begins[1:], strict=True):
        forms = [encoded.forms[form] for form in encoded.form_of[start:end]]
        parts.append(network.scores(forms, encoded.rows[start:end].astype(np.int64)))
    return np.concatenate(parts)


def mask_of(kind: str) -> int:
    """The two labels of a kind as bits."""
    return bit(kind, inside=False) | bit(kind, inside=True)


def scores(network: Network, encoded: Encoded) -> Iterator[str]:
    """Lines of figures."""
    found = probabilities(network, encoded)
    anything = sum(_of_kind(found, kind) for kind in KINDS[:3])
    any_mask = sum(map(mask_of, KINDS[:3]))
    yield _line("any", np.asarray(anything), encoded.allowed, any_mask)
    for kind in KINDS:
        yield _line(kind, _of_kind(found, kind), encoded.allowed, mask_of(kind))


def _of_kind(found: Floats, kind: str) -> Floats:
    mask = mask_of(kind)
    return np.asarray(found[:, [label for label in range(found.shape[1]) if mask >> label & 1]].sum(axis=1))


def _line(name: str, sure: Floats, allowed: NDArray[np.int32], mask: int) -> str:
    marked = (allowed & mask != 0) & (allowed & ~mask == 0)
    open_to_both = (allowed & mask != 0) & ~marked
    nothing = ~marked & ~open_to_both
    parts = [f"{name:10} {int(marked.sum()):6} marked"]
    for threshold in THRESHOLDS:
        taken = sure >= threshold
        hit, wrong = int((taken & marked).sum()), int((taken & nothing).sum())
        recall = hit / max(1, int(marked.sum()))
        precision = hit / max(1, hit + wrong)
        parts.append(f"at {threshold}: R {recall:.3f} P {precision:.3f} alarms {wrong / len(sure) * 1000:.2f}/1000")
    return "  ".join(parts)
