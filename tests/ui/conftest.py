"""Tests of the design system stand on `ui.harness`: no page of another app, no collected files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from ui.harness import alone


@pytest.fixture(scope="session")
def _static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _alone(_static_folder: Path) -> Iterator[None]:
    # For each test by itself: tests of other folders may run between two of ours, in the same process.
    with override_settings(**alone(_static_folder)):
        yield
