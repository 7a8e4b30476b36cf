"""How a recogniser of any size is trained: several latencies at once, batches made beside it, and a run that can be taken up again."""
import ctypes
import math
import multiprocessing
import os
import pathlib
import queue
import time

import numpy as np
import torch
from torch.nn import functional

from .losses import hybrid


def prepare(threads, seed=1):
    """
    Seeds, and threads: run with OPENBLAS_NUM_THREADS=1 besides. Memory that is freed stays with the process: to get it anew from the system takes longer than a
    convolution.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    libc = ctypes.CDLL(None)
    for what, size in ((-3, 1 << 30), (-1, (1 << 31) - 1)):  # M_MMAP_THRESHOLD, M_TRIM_THRESHOLD
        libc.mallopt(what, size)


def produce(draw, group, channel, parent):
    """Puts group after group of batches into a queue, as long as there is who takes them."""
    while True:
        for i, batch in enumerate(draw(group)):
            while True:
                try:
                    channel.put((group, i, batch), timeout=5)
                    break
                except queue.Full:
                    if os.getppid() != parent:
                        return
        group += 1


class Stream:
    """Batches of draw(0), draw(1) ... (lists of batches) in turn, made by another process while this one works; from batch 'place' = (group, number) on."""

    def __init__(self, draw, place=(0, 0), ahead=12):
        context = multiprocessing.get_context("fork")
        self.channel, self.place = context.Queue(ahead), tuple(place)
        self.process = context.Process(target=produce, args=(draw, self.place[0], self.channel, os.getpid()), daemon=True)
        self.process.start()

    def next(self):
        while True:
            group, number, batch = self.channel.get()
            if (group, number) >= self.place:
                self.place = (group, number + 1)
                return batch

    def close(self):
        self.process.terminate()


def masked(rng, features, lengths, bands=8, frames=6):
    """Light masks over bands and over frames (SpecAugment, Park et al. 2019), filled with the item's mean."""
    for item, length in zip(features, lengths):
        mean = item[:length].mean()
        for _ in range(rng.integers(0, 3)):
            width = rng.integers(1, bands + 1)
            first = rng.integers(item.shape[1] - width)
            item[:length, first:first + width] = mean
        for _ in range(rng.integers(0, 3)):
            first = rng.integers(length)
            item[first:min(length, first + rng.integers(1, frames + 1))] = mean
    return features


def rate_at(step, cycles, warm):
    """The share of the rate: up in a line and down along half a cosine to nothing, in every cycle anew (Loshchilov and Hutter 2017)."""
    for steps in cycles:
        if step < steps:
            break
        step -= steps
    return min((step + 1) / warm, 0.5 + 0.5 * math.cos(math.pi * step / steps))


def begin(network, features):
    """First weights that learn at once: features [batch, frames, mels] as they come, none of them padded."""
    spread_out(network.subsampling, features, network.shape.width ** -0.5)
    with torch.no_grad():
        for layer in (network.tokens, network.joined):  # most frames are blank: else the first thing learnt is that, and that all frames are alike
            layer.bias[-1] = math.log(10 * network.shape.vocabulary)


def spread_out(subsampling, features, spread):
    """
    First weights by the data (Mishkin and Matas 2016): every channel of every convolution gets a mean of 0 and a deviation of 1 over features
    [batch, frames, mels], and what comes out the deviation 'spread'. Log-mel features lie around -9, and without this their offset drowns them: the encoder gives
    the same for everything.
    """
    def even(layer, give, axes, to=1.0):
        layer.bias.zero_()
        found = give()
        scale = to / found.std(axes)
        layer.weight.mul_(scale.view(-1, *[1] * (layer.weight.ndim - 1)))
        layer.bias.copy_(-found.mean(axes) * scale)

    with torch.no_grad():
        x = features[:, None]
        for i, depthwise in enumerate(subsampling.depthwise):
            before = functional.pad(x, (2, 1, 2, 1))
            even(depthwise, lambda: depthwise(before), (0, 2, 3))
            if i > 0:
                even(subsampling.pointwise[i - 1], lambda: subsampling.pointwise[i - 1](depthwise(before)), (0, 2, 3))
            x = subsampling.stage(i, x, (2, 1))
        even(subsampling.out, lambda: subsampling.flat(x), (0, 1), spread)


class Run:
    """
    A training in cycles of so many steps, a batch each. What it needs to go on lies in the file 'checkpoint', written every 'every' steps; with a cycle more, one
    that has ended goes on too.
    """

    def __init__(self, network, checkpoint, cycles, lookaheads, rate=1.5e-3, warm=300, seed=1, every=250):
        self.network, self.checkpoint, self.cycles, self.lookaheads = network, pathlib.Path(checkpoint), cycles, lookaheads
        self.rate, self.warm, self.every, self.steps = rate, warm, every, sum(cycles)
        self.rng = np.random.default_rng(seed)
        matrices = [p for p in network.parameters() if p.ndim > 1]
        vectors = [p for p in network.parameters() if p.ndim <= 1]
        self.optimiser = torch.optim.AdamW([dict(params=matrices), dict(params=vectors, weight_decay=0)], rate, betas=(0.9, 0.98), weight_decay=0.01)
        self.step, self.place = 0, (0, 0)
        if self.checkpoint.exists():
            self.resume()

    def resume(self):
        kept = torch.load(self.checkpoint)
        self.network.load_state_dict(kept["network"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.step, self.place = kept["step"], kept["place"]
        self.rng.bit_generator.state = kept["chance"]
        torch.set_rng_state(kept["dropout"])
        print(f"goes on from step {self.step} in {self.checkpoint}", flush=True)

    def save(self):
        self.checkpoint.parent.mkdir(parents=True, exist_ok=True)
        kept = dict(network=self.network.state_dict(), optimiser=self.optimiser.state_dict(), step=self.step, place=self.place,
                    chance=self.rng.bit_generator.state, dropout=torch.get_rng_state())
        torch.save(kept, self.checkpoint.with_suffix(".part"))
        self.checkpoint.with_suffix(".part").replace(self.checkpoint)

    def train(self, draw, watch=lambda step: None):
        """Trains on the batches of draw(group); watch(step) is called with each checkpoint."""
        stream, begun, first, losses = Stream(draw, self.place), time.time(), self.step, []
        while self.step < self.steps:
            batch = stream.next()
            if self.step == 0:
                begin(self.network, torch.from_numpy(batch.features[:, :batch.lengths.min()]))
            losses.append(self.learn(batch))
            self.step, self.place = self.step + 1, stream.place
            if self.step % 50 == 0 or self.step == self.steps:
                took, whole = time.time() - begun, np.mean(losses, 0)
                print(f"step {self.step:5d} of {self.steps}   loss {whole[0]:7.4f}   transducer {whole[1]:7.4f}   ctc {whole[2]:7.4f}   "
                      f"{took / 60:5.1f} min, {took / (self.step - first) * (self.steps - self.step) / 60:5.1f} left", flush=True)
                losses.clear()
            if self.step % self.every == 0 or self.step == self.steps:
                self.save()
                self.network.eval()
                watch(self.step)
        stream.close()

    def learn(self, batch):
        """One step, at one lookahead by chance."""
        self.network.train()
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate * rate_at(self.step, self.cycles, self.warm)
        features = torch.from_numpy(masked(self.rng, batch.features, batch.lengths))
        lookahead = int(self.rng.choice(self.lookaheads))
        loss, transducer, ctc = hybrid(self.network, features, *map(torch.from_numpy, (batch.lengths, batch.targets, batch.labels)), lookahead)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        return loss.item(), transducer, ctc
