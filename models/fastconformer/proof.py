#!/usr/bin/env python3
"""Proves that streaming equals the whole utterance, for every lookahead, any length, and rows at different places: /usr/bin/python3 models/fastconformer/proof.py"""
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from fastconformer import cached, nemo  # noqa: E402
from fastconformer.export import random  # noqa: E402
from fastconformer.network import Shape  # noqa: E402

SMALL = Shape(width=32, layers=3, heads=2, subsampling=8, vocabulary=11, prediction=16, joint=16)


class Stepping:
    """An utterance as a form of the encoder reads it, step after step, with what it remembers."""

    def __init__(self, form, utterance):
        self.form, self.utterance, self.done, self.out = form, utterance, 0, []
        self.memory = [torch.zeros(dimensions, dtype=torch.float32 if dimensions else torch.int64) for dimensions in form.states.values()]

    @property
    def goes_on(self):
        """The next step would hold a frame."""
        return len(self.utterance) + cached.BEFORE - 8 * self.done > 0

    def window(self, begin, count):
        """So many mel frames, and how many of them are before the end. What is not there is noise: nothing may depend on it."""
        rows = torch.randn(count, self.utterance.shape[1])
        first, last = max(begin, 0), min(begin + count, len(self.utterance))
        rows[first - begin:last - begin] = self.utterance[first:last]
        return rows, last - begin

    def take(self, frames, valid, encoded, logs, memory):
        self.out.append((encoded[:valid], logs[:valid]))
        self.memory, self.done = memory, self.done + frames


class CachedForm:
    def __init__(self, trained):
        self.step, self.states = cached.Cached(trained), cached.states(trained.shape)

    def run(self, sessions, frames):
        """One step of all as one batch."""
        rows, lengths = zip(*(s.window(8 * s.done - cached.BEFORE, 8 * frames) for s in sessions))
        encoded, logs, *after = self.step(torch.stack(rows), torch.tensor(lengths), *map(torch.stack, zip(*(s.memory for s in sessions))))
        for i, s in enumerate(sessions):
            s.take(frames, -(-lengths[i] // 8), encoded[i], logs[i], [a[i] for a in after])


class NemoForm:
    def __init__(self, trained):
        self.first, self.next, self.states = nemo.Nemo(trained, first=True), nemo.Nemo(trained, first=False), nemo.states(trained.shape)

    def run(self, sessions, frames):
        """One step of all: a batch of those at each of the places where a window is cut otherwise, and one of all others."""
        groups = [[s for s in sessions if min(s.done, nemo.EARLY) == place] for place in range(nemo.EARLY + 1)]
        for place, group in enumerate(groups[:-1]):
            self.together(self.first, [(s, s.window(0, 8 * (place + frames) - cached.BEFORE)) for s in group], frames)
        again = cached.BEFORE + nemo.AGAIN
        self.together(self.next, [(s, s.window(8 * s.done - again, nemo.AGAIN + 8 * frames)) for s in groups[-1]], frames)

    @staticmethod
    def together(step, sessions, frames):
        if not sessions:
            return
        sessions, windows = zip(*sessions)
        rows, lengths = zip(*windows)
        encoded, valid, *after, logs = step(torch.stack(rows).transpose(1, 2), torch.tensor(lengths), *map(torch.stack, zip(*(s.memory for s in sessions))))
        for i, s in enumerate(sessions):
            s.take(frames, valid[i], encoded[i].T, logs[i], [a[i] for a in after])


def stepped(form, utterances, frames, late):
    """Utterances that step in one batch, each after as many steps as it is late: encoded frames and log probabilities of each."""
    sessions, turn = [Stepping(form, u) for u in utterances], 0
    while any(s.goes_on for s in sessions):
        ready = [s for s, wait in zip(sessions, late) if turn >= wait and s.goes_on]
        if ready:
            form.run(ready, frames)
        turn += 1
    return [tuple(torch.cat(part) for part in zip(*s.out)) for s in sessions]


def difference(trained, lookahead, utterances, found):
    """The largest between streamed and whole utterances, of encoded frames and log probabilities."""
    worst = 0
    for utterance, parts in zip(utterances, found):
        encoded, _ = trained.encode(utterance[None], torch.tensor([len(utterance)]), lookahead)
        for expected, part in zip((encoded[0], trained.ctc(encoded)[0]), parts):
            if expected.shape != part.shape:
                raise SystemExit(f"{len(utterance)} mel frames, lookahead {lookahead}: expected {tuple(expected.shape)}, found {tuple(part.shape)}")
            worst = max(worst, (expected - part).abs().max().item())
    return worst


@torch.no_grad()
def main():
    trained, worst = random(SMALL), 0
    lengths = [*range(1, 18), *range(111, 130), 700, 1201]  # every residue of 8, shorter than a chunk, and more than attention's past
    utterances, late = [torch.randn(n, SMALL.mels) * 3 for n in lengths], [i % 5 for i in range(len(lengths))]
    print(f"{len(lengths)} utterances of 1 to {max(lengths)} mel frames in one batch, at different places: the largest difference from the whole")
    for name, form in ("cached", CachedForm(trained)), ("nemo", NemoForm(trained)):
        for lookahead in sorted(SMALL.lookaheads):
            found = difference(trained, lookahead, utterances, stepped(form, utterances, lookahead + 1, late))
            print(f"{name:6s} lookahead {lookahead:2d}: {found:.1e}")
            worst = max(worst, found)
    if not worst < 1e-4:
        raise SystemExit(f"expected less than 1e-4, found {worst:.1e}")


if __name__ == "__main__":
    main()
