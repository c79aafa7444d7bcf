"""What machines that try sequences of acts share: an act is done at the machine's own time, or refused in words."""

from collections.abc import Callable
from datetime import datetime

from hypothesis.stateful import RuleBasedStateMachine

from commonward.kernel import clock
from commonward.kernel.errors import Refusal


class Trying(RuleBasedStateMachine):
    """A machine with a time of its own."""

    now: datetime

    def tries(self, act: Callable[[], object]) -> object:
        """What came of it; None where it was refused, with a sentence."""
        with clock.at(self.now):
            try:
                return act()
            except Refusal as refusal:
                said = refusal.sentence
        assert said
        return None
