#!/usr/bin/env python3
"""Trains models/captions and measures it: OPENBLAS_NUM_THREADS=1 /usr/bin/python3 models/captions/train.py --data ../shared/data"""
import argparse
import pathlib
import sys
import tempfile

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from captions import corpus  # noqa: E402
from captions.measure import digits, measure, rates  # noqa: E402
from captions.strings import Composer  # noqa: E402
from captions.words import PIECES  # noqa: E402
from fastconformer.export import write_folder  # noqa: E402
from fastconformer.network import Recognizer, Shape  # noqa: E402
from fastconformer.training import Run, prepare  # noqa: E402
from recipe import noise  # noqa: E402
from recipe.corpus import librispeech  # noqa: E402

SECONDS = 64  # of audio in a batch
ABOUT = {
    "model": "captions",
    "summary": "Spoken digits and letters of English, from log-mel features at 100 Hz, looking 80 ms ahead (or 0, 480 or 1040 ms).",
    "licence": "Apache-2.0",
    "source": """>-
  Trained by this project with train.py on spoken digits of six people (free-spoken-digit-dataset, CC BY-SA 4.0; indices 12 to 49), digits and letters of one
  (alphanumeric of Moonshine, MIT), and speech of espeak-ng in some 70 voices, in noise that is generated.""",
}
COMPARED = {  # what trainings found that are not shipped, of 4,000 steps each: --cycles 4000, with --lookaheads or --without
    "wrong words in these strings of digits after 4000 steps for several lookaheads, 80 ms ahead, ctc": "3.0 %",
    "wrong words in these strings of digits after 4000 steps for several lookaheads, 80 ms ahead, transducer": "4.4 %",
    "wrong words in these strings of digits after 4000 steps for 80 ms alone, ctc": "2.4 %",
    "wrong words in these strings of digits after 4000 steps for 80 ms alone, transducer": "4.4 %",
    "wrong words in these strings of digits after 4000 steps for several lookaheads, 1040 ms ahead, ctc": "3.0 %",
    "wrong words in these strings of digits after 4000 steps for several lookaheads, 1040 ms ahead, transducer": "4.5 %",
    "wrong words in these strings of digits after 4000 steps for 1040 ms alone, ctc": "2.1 %",
    "wrong words in these strings of digits after 4000 steps for 1040 ms alone, transducer": "4.0 %",
    "wrong words in strings of digits of one of the six speakers, left out, after 4000 steps, 80 ms ahead, ctc": "15.1 %",
    "wrong words in strings of digits of one of the six speakers, left out, after 4000 steps, 80 ms ahead, transducer": "15.4 %",
    "multi-latency not worse than single-latency": "no: 0.6 (80 ms) and 0.9 points (1040 ms) worse by ctc, equal and 0.5 points worse by transducer",
    "transducer better than ctc": "no",
    "more lookahead better": "no (within chance), but for the speaker left out",
}
HARD = 60  # groups of some 8 batches until strings are as hard as they get
AGAIN, LATER = 0.15, 401  # how often a word is said twice from that group on: transducers lose the second, unless they have met many


def chosen():
    """What the command line says."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", default="../shared/data", help="the folder with audio/fsdd, audio/alphanumeric and audio/librispeech (for babble)")
    options.add_argument("--cache", default=tempfile.gettempdir() + "/captions", help="the folder that keeps what espeak-ng says")
    options.add_argument("--checkpoint", default="artifacts/captions.pt", help="where a training that was cut off goes on from")
    options.add_argument("--cycles", type=int, nargs="+", default=[4000, 6000], help="steps until the rate is down, each time")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--lookaheads", type=int, nargs="+", default=[0, 1, 6, 13], help="in frames of 80 ms, one of them by chance for every batch")
    options.add_argument("--without", help="a speaker of fsdd who is left out")
    options.add_argument("--export", action="store_true", help="writes the model's files besides, of what --checkpoint holds in the end")
    options.add_argument("--measure", action="store_true", help="only measures what --checkpoint holds")
    return options.parse_args()


def composer(options):
    """Of digits and letters that people said, words that espeak-ng said alone and in strings, and all of them mixed."""
    people = list(corpus.fsdd(options.data, range(12, 50), options.without).values())
    letters = [clips for name, clips in corpus.alphanumeric(options.data).items() if name != corpus.LETTERS_TEST]
    single, connected = corpus.synthetic(options.cache)
    pools = [(0.45, people), (0.1, letters), (0.15, [single]), (0.25, [connected]), (0.05, [*people, *letters, single, connected])]
    talk, _ = librispeech(options.data)
    return Composer(pools, noise.bank(np.random.default_rng(1), 12, 12, talk))


def group_of(made, group):
    return made.batches(np.random.default_rng([3, group]), SECONDS, min(1, group / HARD), AGAIN if group >= LATER else 0)


def main():
    options = chosen()
    prepare(options.threads)
    network = Recognizer(Shape(), dropout=0)  # what is drawn never comes twice, so masks are enough
    if options.measure:
        network.load_state_dict(torch.load(options.checkpoint)["network"])
    else:
        made, tuning = composer(options), digits(options.data, corpus.TUNING, 60, 5)
        run = Run(network, options.checkpoint, options.cycles, options.lookaheads)
        run.train(lambda group: group_of(made, group), lambda step: watch(network, tuning, options.lookaheads))
    network.eval()
    if options.export:
        write_folder(network, PIECES, HERE, "cached", ABOUT)
    measure(network, options.data, options.cache, options.lookaheads, options.without)


def watch(network, tuning, lookaheads):
    lookahead = sorted(lookaheads)[len(lookaheads) // 2 - 1]
    by = rates(network, tuning, [lookahead])[lookahead]
    print(f"  tuning strings at {lookahead * 80} ms: " + ", ".join(f"{name} {100 * rate:.1f} %" for name, rate in by.items()), flush=True)


if __name__ == "__main__":
    main()
