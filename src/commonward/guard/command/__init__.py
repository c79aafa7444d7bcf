"""The guard's verbs of the one command: `check`, `entities`, `read`, `explain`, `evaluate`.

Each takes its arguments and returns the exit code: 0 nothing above a note (or done), 1 something above a note, 2 the
call or some line was wrong. Wrong calls and a guard that cannot answer are told in one sentence, never a traceback.
"""

from commonward.guard.command.check import check
from commonward.guard.command.entities import entities, read
from commonward.guard.command.evaluate import evaluate
from commonward.guard.command.explain import explain

__all__ = ["check", "entities", "evaluate", "explain", "read"]
