"""Goes on training a network of attention that ships, with posts that it has not read and a part of those that it has.

    make hearing-on NEW="file file" DATA=folder

Takes half an hour of one core where `make hearing` takes hours on a processor that has no half floats. NEW names the
files of `whole_posts` that came since. `--teacher` names the network that ships and tells, beside the marks, what it
hears in each whole text; the texts that no network learns (`speech_whole.held_texts`) tell from which share on a rule
is found. The same seed, texts, packages and shipped networks give the same file.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from commonward.guard.lab import speech, speech_attention, speech_shipped, speech_whole
from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.lab.speech_lessons import lesson
from commonward.guard.lab.speech_on import page_lines
from commonward.guard.lab.speech_pupil import COST, OF_THE_SMALL
from commonward.guard.lab.speech_ships import Course, ship
from commonward.guard.lab.speech_taught import taught
from commonward.guard.lab.speech_teacher import COST as COST_OF_LARGE
from commonward.guard.lab.speech_whole import held_texts, left_out, without_identifiers
from commonward.guard.text.speech import attention
from commonward.guard.text.speech.hearing import IDENTIFYING

RATE, HEAD_RATE = 8e-5, 8e-4
OLD_EVERY = 3  # one of the whole texts that it has read, in so many, is read again
PHRASES_EVERY, HARMLESS_EVERY = 6, 4  # one of the texts of phrases, and of harmless ones, in so many is read again
GROUPS = 2500  # sentences about groups of people
PAGES_COUNT = 3  # how often each line of the pages is seen


def main(argv: Sequence[str]) -> None:
    """Train, write the model and its card, and print how well it hears what it has not read."""
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.speech_more", description=__doc__)
    arguments.add_argument("out", type=Path, help="the model file to write; its name says which network goes on")
    arguments.add_argument("new", nargs="+", help="files of whole_posts that it has not read, without ending")
    arguments.add_argument("--teacher", help="the file name of the network that ships and tells what it hears")
    arguments.add_argument("--pages", nargs="+", type=Path, default=[], help="the folders of the pages of the rules")
    arguments.add_argument("--data", type=Path, help="a folder of open data sets: more texts that break few rules")
    arguments.add_argument("--seed", type=int, default=2027)
    call = arguments.parse_args(argv)
    torch.set_num_threads(1)
    torch.manual_seed(call.seed)
    is_large = call.out.name == attention.LARGE
    rules = speech.rules_learned()
    columns = [*rules, *IDENTIFYING]
    known = [*columns, *speech_whole.KINDS]
    place_of = {rule: place for place, rule in enumerate(known)}
    texts = list(speech_whole.identified())
    held = held_texts(texts)
    written = [lesson(text, place_of) for text in texts]
    made = corpus.made(list(corpus.phrases()), 1, call.seed)
    of_phrases = [lesson(text, place_of) for text in without_identifiers(made)]
    ordinary = [lesson(text, place_of) for text in without_identifiers(speech.harmless(call.data, call.seed))]
    groups = [lesson(text, place_of) for text in without_identifiers(corpus.groups(GROUPS, call.seed + 1))]
    pages = [lesson(text, place_of) for text in page_lines(call.pages, columns)]
    rng = random.Random(call.seed)
    seen = [one for one in written if one.text.text not in held]
    new = [one for one in seen if one.text.name.rpartition("-")[0] in call.new]
    old = [one for one in seen if one.text.name.rpartition("-")[0] not in call.new]
    seen = [*new, *rng.sample(old, len(old) // OLD_EVERY)]
    if call.teacher:
        seen = list(taught(seen, speech_attention.shares(speech_shipped.listener(call.teacher, known), seen)))
    phrases = [one for one in of_phrases if not left_out(one.text.source)]
    planned = [
        *seen,
        *rng.sample(phrases, len(phrases) // PHRASES_EVERY),
        *rng.sample(ordinary, len(ordinary) // HARMLESS_EVERY),
        *groups,
        *pages * PAGES_COUNT,
    ]
    print(f"{len(seen)} whole texts, of them {len(new)} new; {len(planned)} in all", flush=True)
    network = speech_shipped.listener(call.out.name, known)
    network = speech_attention.trained(network, [planned], call.seed, rate=RATE, head_rate=HEAD_RATE)
    course = Course(
        held=[one for one in written if one.text.text in held],
        held_of_phrases=[one for one in of_phrases if left_out(one.text.source)],
        troubled=[one for one in ordinary if one.text.name.startswith(speech.OF_DISTRESS)],
        calibrating=planned,
        sources=(*speech.SOURCES, *(speech.OPEN_SOURCES if call.data else ())),
        seed=call.seed,
        written_by="speech_more.py",
        cost=COST_OF_LARGE if is_large else COST,
        unheard=() if is_large else OF_THE_SMALL,
    )
    ship(network, columns, course, call.out)


if __name__ == "__main__":
    main(sys.argv[1:])
