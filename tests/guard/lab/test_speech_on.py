"""Training that goes on begins with the network that ships, weight for weight."""

import numpy as np
import pytest

pytest.importorskip("torch")

from commonward.guard.lab import speech, speech_corpus, speech_on
from commonward.guard.lab.speech_lessons import lesson
from commonward.guard.text.speech import network


def test_the_network_that_ships_is_taken_up_as_it_is() -> None:
    start = speech_on.shipped()
    taken = speech.Network(speech.word_vectors(), len(start.columns)).eval()
    assert taken.load_state_dict(start.weights, strict=False).unexpected_keys == []
    again = speech.packed(taken, start.columns, start.least)
    place_of = {rule: place for place, rule in enumerate(start.columns)}
    for text in list(speech_corpus.quiet(5, 1)):
        reading = lesson(text, place_of).reading
        assert np.allclose(again.weigh(reading), network.load().weigh(reading), atol=0.01)


def test_known_texts_leave_out_the_new_phrases() -> None:
    every = list(speech_corpus.phrases())
    old = [phrase for phrase in every if phrase.file != "other_voices"]
    known = list(speech_on.known_texts(old, ["posts_of_strangers"], None, 1))
    assert {text.source for text in known if text.source >= 0} <= {phrase.number for phrase in old}
    assert not any(text.name.startswith("posts_of_strangers") for text in known)
