"""Trains the network of three layers that hears every text: from marked texts, and from what the large one says.

    make hearing DATA=folder

It begins with three of the six layers of the large network (`speech_teacher.py`), and learns from what that one says of
each word, and of texts that nobody marked, beside the marks (Hinton, Vinyals, Dean 2015; Sanh and others 2019). The
same texts are left out as from the large one: the least shares are set on them, and they tell how well it hears.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from commonward.guard.lab import speech, speech_attention, speech_whole
from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.lab.speech_attention import Weights
from commonward.guard.lab.speech_lessons import lesson
from commonward.guard.lab.speech_lines import Cost
from commonward.guard.lab.speech_on import page_lines
from commonward.guard.lab.speech_ships import Course, ship
from commonward.guard.lab.speech_taught import UNMARKED_SOURCES, taught, unmarked
from commonward.guard.lab.speech_whole import left_out, without_identifiers
from commonward.guard.text.speech.hearing import IDENTIFYING

LAYERS = (0, 2, 4)  # of the large network's six
EPOCHS = 3
PAGES_COUNT = 2  # how often each line of the pages is seen in an epoch
OTHERS_EVERY = 3  # one of the other texts in so many is read in an epoch
#: At the end, more slowly: sentences about groups, the pages' lines, ordinary texts and a part of the others by their
#: marks alone, so that nothing ordinary is taken for a breach and nothing is unlearned that is shown as an example.
LAST_RATE, LAST_HEAD_RATE = 6e-5, 4e-4
LAST_GROUPS, LAST_PAGES, LAST_EVERY = 5000, 4, 3
OF_LAST = 0.5  # how much of the way that the last epoch went is kept
#: Beside the small network, which stays as it is, an alarm on an ordinary text weighs more than for the large one; and
#: whether a sentence is hate, and which claim wants a source, the small one judges better.
COST = Cost(alarm=12.0)
OF_THE_SMALL = ("conduct.discrimination", "claims.no-reference")


def main(argv: Sequence[str]) -> None:
    """Train, write the model and its card, and print how well it hears what it has not read."""
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.speech_pupil", description=__doc__)
    arguments.add_argument("out", type=Path, help="the model file to write")
    arguments.add_argument("teacher", type=Path, help="the weights of the large network")
    arguments.add_argument("--pages", nargs="+", type=Path, default=[], help="the folders of the pages of the rules")
    arguments.add_argument("--data", type=Path, help="a folder of open data sets: more texts")
    arguments.add_argument("--weights", type=Path, help="keep all weights in this file")
    arguments.add_argument("--seed", type=int, default=2026)
    call = arguments.parse_args(argv)
    torch.set_num_threads(1)
    torch.manual_seed(call.seed)
    large, known, held = speech_attention.read_weights(call.teacher)
    rules = speech.rules_learned()  # the identifiers are learned, too, and not kept: the sense hears them better
    place_of = {rule: place for place, rule in enumerate(known)}
    written = [lesson(text, place_of) for text in speech_whole.identified()]
    made = corpus.made(list(corpus.phrases()), 1, call.seed)
    of_phrases = [lesson(text, place_of) for text in without_identifiers(made)]
    ordinary = [lesson(text, place_of) for text in without_identifiers(speech.harmless(call.data, call.seed))]
    others = unmarked(call.data, known, call.seed) if call.data else ()
    unknown = [lesson(text, place_of) for text in without_identifiers(others)]
    pages = [lesson(text, place_of) for text in page_lines(call.pages, [*rules, *IDENTIFYING])]
    seen = [one for one in written if one.text.text not in held]
    marked = len(seen)
    seen += [one for one in of_phrases if not left_out(one.text.source)]
    seen += [*ordinary, *unknown]
    print(f"{marked} whole texts, {len(seen)} in all, {len(pages)} lines of pages", flush=True)
    seen = list(taught(seen, speech_attention.shares(large, seen)))
    print("the large network has told what it hears", flush=True)
    more = seen[marked:]
    random.Random(call.seed).shuffle(more)
    planned = [
        [*seen[:marked], *more[epoch % OTHERS_EVERY :: OTHERS_EVERY], *pages * PAGES_COUNT] for epoch in range(EPOCHS)
    ]
    network = speech_attention.trained(speech_attention.begun_from(large, LAYERS), planned, call.seed)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    groups = [lesson(text, place_of) for text in without_identifiers(corpus.groups(LAST_GROUPS, call.seed + 1))]
    quiet = [one for one in ordinary if not one.spans]
    last = [*[one for one in written if one.text.text not in held][::LAST_EVERY], *groups, *quiet[::2]]
    network = speech_attention.trained(
        network, [[*last, *pages * LAST_PAGES]], call.seed, rate=LAST_RATE, head_rate=LAST_HEAD_RATE
    )
    network.load_state_dict(
        {
            name: before[name].lerp(value, OF_LAST) if value.is_floating_point() else value
            for name, value in network.state_dict().items()
        }
    )
    if call.weights:
        speech_attention.keep_weights(Weights(network, known, held), call.weights)
    course = Course(
        held=[one for one in written if one.text.text in held],
        held_of_phrases=[one for one in of_phrases if left_out(one.text.source)],
        troubled=[one for one in ordinary if one.text.name.startswith(speech.OF_DISTRESS)],
        calibrating=planned[-1],
        sources=(*speech.SOURCES, *((*speech.OPEN_SOURCES, *UNMARKED_SOURCES) if call.data else ())),
        seed=call.seed,
        written_by="speech_pupil.py",
        cost=COST,
        unheard=OF_THE_SMALL,
    )
    ship(network, rules, course, call.out)


if __name__ == "__main__":
    main(sys.argv[1:])
