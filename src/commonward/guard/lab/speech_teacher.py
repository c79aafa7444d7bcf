"""Trains the large network of the second hearing.

    make hearing DATA=folder

One text in ten, and one phrase in ten with all its texts, is left out: its least shares are set on them, and they tell
how well it hears. `--weights` keeps all weights, for the smaller one to learn from.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from commonward.guard.lab import speech, speech_attention, speech_whole
from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.lab.speech_attention import Listener
from commonward.guard.lab.speech_lessons import lesson
from commonward.guard.lab.speech_lines import Cost
from commonward.guard.lab.speech_ships import Course, ship
from commonward.guard.lab.speech_whole import held_texts, left_out
from commonward.guard.text.speech import hearing

EPOCHS = 3
HARMLESS_EVERY, PHRASES_EVERY = 4, 2  # one harmless text, and one phrase, in so many is read in an epoch
COST = Cost(wrong=0.8, identifier=3.0, loosest=0.65)


def main(argv: Sequence[str]) -> None:
    """Train, write the model and its card, and print how well it hears what it has not read."""
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.speech_teacher", description=__doc__)
    arguments.add_argument("out", type=Path, help="the model file to write")
    arguments.add_argument("--data", type=Path, help="a folder of open data sets: more texts that break few rules")
    arguments.add_argument("--weights", type=Path, help="keep all weights in this file, for the smaller one to learn")
    arguments.add_argument("--seed", type=int, default=2026)
    call = arguments.parse_args(argv)
    torch.set_num_threads(1)
    torch.manual_seed(call.seed)
    rules = speech.rules_learned()
    columns = [*rules, *hearing.IDENTIFYING]
    known = [*columns, *speech_whole.KINDS]
    place_of = {rule: place for place, rule in enumerate(known)}
    whole = list(speech_whole.identified())
    held = held_texts(whole)
    written = [lesson(text, place_of) for text in whole]
    made = corpus.made(list(corpus.phrases()), 1, call.seed)
    of_phrases = [lesson(text, place_of) for text in speech_whole.without_identifiers(made)]
    others = [
        lesson(text, place_of) for text in speech_whole.without_identifiers(speech.harmless(call.data, call.seed))
    ]
    random.Random(call.seed).shuffle(others)
    planned = []
    for epoch in range(EPOCHS):
        seen = [one for one in written if one.text.text not in held]
        seen += [one for one in of_phrases if not left_out(one.text.source)][epoch % PHRASES_EVERY :: PHRASES_EVERY]
        planned.append([*seen, *others[epoch % HARMLESS_EVERY :: HARMLESS_EVERY]])
    network = speech_attention.trained(Listener(len(known)), planned, call.seed)
    if call.weights:
        speech_attention.keep_weights(speech_attention.Weights(network, known, held), call.weights)
    course = Course(
        held=[one for one in written if one.text.text in held],
        held_of_phrases=[one for one in of_phrases if left_out(one.text.source)],
        troubled=[one for one in others if one.text.name.startswith(speech.OF_DISTRESS)],
        calibrating=planned[-1],
        sources=(*speech.SOURCES, *(speech.OPEN_SOURCES if call.data else ())),
        seed=call.seed,
        written_by="speech_teacher.py",
        cost=COST,
    )
    ship(network, columns, course, call.out)


if __name__ == "__main__":
    main(sys.argv[1:])
