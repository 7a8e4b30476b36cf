#!/usr/bin/env python3
"""Trains models/captions and measures it: OPENBLAS_NUM_THREADS=1 /usr/bin/python3 models/captions/train.py --data ../shared/data"""
import argparse
import pathlib
import sys
import tempfile
from typing import NamedTuple

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from captions import corpus  # noqa: E402
from captions.measure import digits, measure, rates  # noqa: E402
from captions.strings import PLAIN, WIDE, Composer, Variety  # noqa: E402
from captions.words import PIECES  # noqa: E402
from fastconformer.export import trained, write_folder  # noqa: E402
from fastconformer.network import Recognizer, Shape  # noqa: E402
from fastconformer.training import Run, prepare  # noqa: E402
from recipe import noise  # noqa: E402
from recipe.corpus import librispeech  # noqa: E402

ABOUT = {
    "model": "captions",
    "summary": "Spoken digits and letters of English, from log-mel features at 100 Hz, looking 80 ms ahead (or 0, 480 or 1040 ms).",
    "licence": "Apache-2.0",
    "source": """>-
  Trained by this project with train.py on spoken digits of six people (free-spoken-digit-dataset, CC BY-SA 4.0; indices 12 to 49), digits and letters of one
  (alphanumeric of Moonshine, MIT), and speech of espeak-ng in some 70 voices, in noise that is generated.""",
}
COMPARED = {  # what trainings found that are not shipped, each as long as the one that is: with --lookaheads or --without
    "wrong words in these strings of digits, trained for 80 ms alone, ctc": "1.4 %",
    "wrong words in these strings of digits, trained for 80 ms alone, transducer": "1.7 %",
    "wrong words in these strings of digits, trained for 1040 ms alone, ctc": "1.4 %",
    "wrong words in these strings of digits, trained for 1040 ms alone, transducer": "1.7 %",
    "wrong words in strings of digits of one of the six speakers, trained without him, 80 ms ahead, ctc": "10.1 %",
    "wrong words in strings of digits of one of the six speakers, trained without him, 80 ms ahead, transducer": "10.1 %",
    "multi-latency not worse than single-latency": "yes, equal within 0.1 points",
    "transducer better than ctc": "no, 0.3 points worse",
    "more lookahead better": "no, equal within 0.2 points",
}
HARD = 60  # groups of some 8 batches until strings are as hard as they get
RATE, SECONDS = 1.5e-3, 64  # the rate of learning for batches of so many seconds; of larger ones, as the square root


class Way(NamedTuple):
    """How it is trained."""
    variety: Variety
    dropout: float
    forgets: float  # the dropout of the prediction network's output
    masks: dict
    again: float  # how often a word is said twice: transducers lose the second, unless they have met many
    later: int  # from this group on


WAYS = {
    "plain": Way(PLAIN, 0, 0, {}, 0.15, 401),
    "wide": Way(WIDE, 0.05, 0.2, dict(bands=14, frames=10, most=2), 0.2, 0),  # for voices that no training heard
}


def chosen():
    """What the command line says."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", default="../shared/data", help="the folder with audio/fsdd, audio/alphanumeric and audio/librispeech (for babble)")
    options.add_argument("--cache", default=tempfile.gettempdir() + "/captions", help="the folder that keeps what espeak-ng says")
    options.add_argument("--checkpoint", default="artifacts/captions.pt", help="where a training that was cut off goes on from")
    options.add_argument("--cycles", type=int, nargs="+", default=[4000, 6000], help="steps until the rate is down, each time")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--lookaheads", type=int, nargs="+", default=[0, 1, 6, 13], help="in frames of 80 ms, one of them by chance for every batch")
    options.add_argument("--minutes", type=float, help="in place of --cycles: the rate is down when they are over")
    options.add_argument("--seconds", type=int, default=SECONDS, help="of audio in a batch")
    options.add_argument("--way", choices=WAYS, default="wide", help="plain: voices about as they were recorded; wide: other vocal tracts, speeds and rooms besides")
    options.add_argument("--device", default="cpu", help="cpu, or cuda")
    options.add_argument("--workers", type=int, default=1, help="processes that make batches: a core makes some 2,000 s of audio a second")
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
    return Composer(pools, noise.bank(np.random.default_rng(1), 12, 12, talk), WAYS[options.way].variety)


def group_of(made, group, way, seconds):
    return made.batches(np.random.default_rng([3, group]), seconds, min(1, group / HARD), way.again if group >= way.later else 0)


def main():
    options = chosen()
    prepare(options.threads)
    torch.set_float32_matmul_precision("high")  # TF32, where there is one
    way = WAYS[options.way]
    if options.measure:
        network = trained(Shape(), options.checkpoint).to(options.device)
    else:
        network, made, tuning = Recognizer(Shape(), way.dropout, way.forgets), composer(options), digits(options.data, corpus.TUNING, 60, 5)
        run = Run(network, options.checkpoint, options.cycles, options.lookaheads, options.minutes, options.device, options.workers, way.masks,
                  RATE * (options.seconds / SECONDS) ** 0.5)
        run.train(lambda group: group_of(made, group, way, options.seconds), lambda step: watch(network, tuning, options.lookaheads))
    network.eval()
    torch.set_float32_matmul_precision("highest")
    card = measure(network, options.data, options.cache, options.lookaheads, options.without)
    if options.export:
        accuracy = "".join(f"\n  {what}: {found}" for what, found in {**card, **COMPARED}.items())
        write_folder(network.to("cpu"), PIECES, HERE, "cached", ABOUT | {"accuracy": accuracy})


def watch(network, tuning, lookaheads):
    lookahead = sorted(lookaheads)[len(lookaheads) // 2 - 1]
    by = rates(network, tuning, [lookahead])[lookahead]
    print(f"  tuning strings at {lookahead * 80} ms: " + ", ".join(f"{name} {100 * rate:.1f} %" for name, rate in by.items()), flush=True)


if __name__ == "__main__":
    main()
