"""Tests of the design system stand on `ui.harness`: no page of another app, no collected files."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from ui.harness import alone


@pytest.fixture(autouse=True, scope="package")
def _alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(**alone(tmp_path_factory.mktemp("static"))):
        yield
