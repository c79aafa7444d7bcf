"""A large network in numpy: six layers of attention that have read a great deal of text (MiniLM; Wang and others 2020).

Its weights lie in the file as small integers, one scale a row, and are floats again once read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HEADS: Final = 12
_TINY: Final = np.float32(1e-12)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: what each word asks of the others, then what it makes of the answer."""

    asked: Floats = field(repr=False)  # queries, keys and values beside each other
    asked_bias: Floats = field(repr=False)
    answer: Floats = field(repr=False)
    answer_bias: Floats = field(repr=False)
    answer_norm: Floats = field(repr=False)  # scale and shift
    wide: Floats = field(repr=False)
    wide_bias: Floats = field(repr=False)
    narrow: Floats = field(repr=False)
    narrow_bias: Floats = field(repr=False)
    narrow_norm: Floats = field(repr=False)

    def read(self, seen: Floats) -> Floats:
        """What this layer makes of a text, one row a piece."""
        count, width = seen.shape
        size = width // HEADS
        asked = (seen @ self.asked + self.asked_bias).reshape(count, 3, HEADS, size).transpose(1, 2, 0, 3)
        weights = asked[0] @ asked[1].transpose(0, 2, 1)
        weights *= np.float32(size**-0.5)
        weights -= weights.max(axis=2, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=2, keepdims=True)
        answers = (weights @ asked[2]).transpose(1, 0, 2).reshape(count, width)
        seen = normed(answers @ self.answer + self.answer_bias + seen, self.answer_norm)
        return normed(
            _gelu(seen @ self.wide + self.wide_bias) @ self.narrow + self.narrow_bias + seen, self.narrow_norm
        )


def normed(rows: Floats, scale_and_shift: Floats) -> Floats:
    """Each row with mean 0 and spread 1, then scaled and shifted."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows /= np.sqrt((rows * rows).mean(axis=1, keepdims=True) + _TINY)
    rows *= scale_and_shift[0]
    rows += scale_and_shift[1]
    return rows


def floats(parts: Mapping[str, NDArray[Any]], name: str) -> Floats:
    """A table of the file: as it is, or small integers with a scale for each column beside them."""
    table = parts[name].astype(np.float32)
    if (scale := parts.get(f"{name}_scale")) is not None:
        table *= scale.astype(np.float32)
    return table


def layers(parts: Mapping[str, NDArray[Any]], count: int) -> tuple[Layer, ...]:
    """The layers of a file. Raises KeyError when one is missing."""
    return tuple(Layer(*(floats(parts, f"{name}_{place}") for name in Layer.__slots__)) for place in range(count))


def _gelu(values: Floats) -> Floats:
    """x times the share of a normal distribution below x, to four digits (Abramowitz and Stegun 7.1.25)."""
    size = np.abs(values)
    size *= np.float32(0.7071067811865476)
    part = 1 / (1 + np.float32(0.47047) * size)
    part *= np.float32(0.3480242) + part * (np.float32(-0.0958798) + part * np.float32(0.7478556))
    np.square(size, out=size)
    np.negative(size, out=size)
    np.exp(size, out=size)
    part *= size  # 1 - erf(|x| / sqrt 2)
    part *= np.float32(0.5)
    below = np.where(values < 0, part, 1 - part)
    below *= values
    return below
