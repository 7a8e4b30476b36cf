#!/usr/bin/env python3
"""Proves that streaming equals the whole utterance, for every lookahead, any length, and rows at different places: /usr/bin/python3 models/fastconformer/proof.py"""
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from fastconformer import cached  # noqa: E402
from fastconformer.network import Recognizer, Shape  # noqa: E402

SMALL = Shape(width=32, layers=3, heads=2, subsampling=8, vocabulary=11, prediction=16, joint=16)


def recognizer(shape, seed=1):
    """Of random weights; the biases that begin as zeros too."""
    torch.manual_seed(seed)
    made = Recognizer(shape).eval()
    for layer in made.layers:
        torch.nn.init.normal_(layer.attention.content_bias)
        torch.nn.init.normal_(layer.attention.position_bias)
    return made


class Rows:
    """Utterances that step in one batch from different beginnings: row i skips its first `late` steps."""

    def __init__(self, step, shape):
        self.step, self.shape = step, shape

    def run(self, utterances, lookaheads, late):
        """Log-mel features, a list of [frames, mels]; the lookahead of each step, in turn. Gives the encoded frames and log probabilities of each row."""
        count = len(utterances)
        memory, done, out, turn = cached.empty(self.shape, count), [0] * count, [[] for _ in utterances], 0
        while any(self.left(u, d) for u, d in zip(utterances, done)):
            frames = lookaheads[turn % len(lookaheads)] + 1
            rows = [i for i in range(count) if turn >= late[i] and self.left(utterances[i], done[i])]
            if rows:
                chunks, lengths = zip(*(chunk(utterances[i], done[i], frames) for i in rows))
                encoded, logs, *after = self.step(torch.stack(chunks), torch.tensor(lengths), *(m[rows] for m in memory))
                for m, a in zip(memory, after):
                    m[rows] = a
                for row, i in enumerate(rows):
                    valid = -(-lengths[row] // 8)
                    out[i].append((encoded[row, :valid], logs[row, :valid]))
                    done[i] += frames
            turn += 1
        return [tuple(torch.cat(part) for part in zip(*each)) for each in out]

    @staticmethod
    def left(utterance, done):
        """Frames of an utterance of which the next step would be the first to hold any."""
        return len(utterance) + cached.BEFORE - 8 * done > 0


def chunk(utterance, done, frames):
    """The mel frames of the step that gives encoder frames done, done + 1 ..., and how many of its rows are before the end. What is not there is noise: nothing may depend on it."""
    begin = 8 * done - cached.BEFORE
    rows = torch.randn(8 * frames, utterance.shape[1])
    first, last = max(begin, 0), min(begin + 8 * frames, len(utterance))
    rows[first - begin:last - begin] = utterance[first:last]
    return rows, last - begin


@torch.no_grad()
def main():
    trained = recognizer(SMALL)
    rows, worst = Rows(cached.Cached(trained), SMALL), 0
    lengths = [*range(1, 18), *range(111, 130), 700, 1201]  # every residue of 8, shorter than a chunk, and more than attention's past
    utterances = [torch.randn(n, SMALL.mels) * 3 for n in lengths]
    for lookahead in sorted(SMALL.lookaheads):
        ends = difference(trained, lookahead, utterances, rows.run(utterances, [lookahead], late=[i % 5 for i in range(len(lengths))]))
        print(f"lookahead {lookahead:2d}: {len(lengths)} utterances of 1 to {max(lengths)} mel frames, rows at different places: at most {ends:.1e} from the whole")
        worst = max(worst, ends)
    if worst > 1e-4:
        raise SystemExit("expected at most 1e-4")


def difference(trained, lookahead, utterances, found):
    """The largest, of encoded frames and log probabilities."""
    worst = 0
    for utterance, parts in zip(utterances, found):
        encoded, _ = trained.encode(utterance[None], torch.tensor([len(utterance)]), lookahead)
        for expected, part in zip((encoded[0], trained.ctc(encoded)[0]), parts):
            assert expected.shape == part.shape, (len(utterance), lookahead, expected.shape, part.shape)
            worst = max(worst, (expected - part).abs().max().item())
    return worst


if __name__ == "__main__":
    main()
