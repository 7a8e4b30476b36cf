"""How a recogniser of any size is trained: several latencies at once, batches made beside it, and a run that can be taken up again."""
import ctypes
import itertools
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


def produce(draw, groups, channel, parent):
    """Puts the batches of these groups into a queue, as long as there is who takes them, with whether a group ends."""
    for group in groups:
        batches = draw(group)
        for i, batch in enumerate(batches):
            while True:
                try:
                    channel.put((group, i, i == len(batches) - 1, batch), timeout=5)
                    break
                except queue.Full:
                    if os.getppid() != parent:
                        return


class Stream:
    """
    Batches of draw(0), draw(1) ... (lists of batches) in turn, made by other processes while this one works, each of them every so many groups; from batch
    'place' = (group, number) on. How many there are changes nothing but the time.
    """

    def __init__(self, draw, place=(0, 0), workers=1, ahead=12):
        context = multiprocessing.get_context("fork")
        self.place, self.first = tuple(place), place[0]
        self.channels = [context.Queue(max(2, ahead // workers)) for _ in range(workers)]
        self.processes = [context.Process(target=produce, args=(draw, itertools.count(self.first + i, workers), channel, os.getpid()), daemon=True)
                          for i, channel in enumerate(self.channels)]
        for process in self.processes:
            process.start()

    def next(self):
        while True:
            group, number, last, batch = self.channels[(self.place[0] - self.first) % len(self.channels)].get()
            wanted = (group, number) >= self.place
            if wanted or last:
                self.place = (group + 1, 0) if last else (group, number + 1)
            if wanted:
                return batch

    def close(self):
        for process in self.processes:
            process.terminate()


def masked(rng, features, lengths, bands=8, frames=6, most=2):
    """Masks over bands and over frames (SpecAugment, Park et al. 2019), up to so many of each and so wide, filled with the item's mean."""
    for item, length in zip(features, lengths):
        mean = item[:length].mean()
        for _ in range(rng.integers(0, most + 1)):
            width = rng.integers(1, bands + 1)
            first = rng.integers(item.shape[1] - width)
            item[:length, first:first + width] = mean
        for _ in range(rng.integers(0, most + 1)):
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
    A training in cycles of so many steps, a batch each; or of so many minutes, in which the rate is down when they are over, whatever the machine. What it needs to
    go on lies in the file 'checkpoint', written every 'every' steps and at the end; with a cycle more, one that has ended goes on too. masks: what masked() is told.
    """

    def __init__(self, network, checkpoint, cycles, lookaheads, minutes=None, device="cpu", workers=1, masks={}, rate=1.5e-3, warm=300, seed=1, every=250):
        self.network, self.checkpoint, self.cycles, self.lookaheads = network.to(device), pathlib.Path(checkpoint), cycles, lookaheads
        self.minutes, self.device, self.workers, self.masks = minutes, device, workers, masks
        self.rate, self.warm, self.every = rate, warm, every
        self.rng = np.random.default_rng(seed)
        matrices = [p for p in network.parameters() if p.ndim > 1]
        vectors = [p for p in network.parameters() if p.ndim <= 1]
        self.optimiser = torch.optim.AdamW([dict(params=matrices), dict(params=vectors, weight_decay=0)], rate, betas=(0.9, 0.98), weight_decay=0.01)
        self.step, self.place, self.spent = 0, (0, 0), 0.0
        if self.checkpoint.exists():
            self.resume()

    def resume(self):
        kept = torch.load(self.checkpoint, map_location="cpu", weights_only=False)
        self.network.load_state_dict(kept["network"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.step, self.place, self.spent = kept["step"], kept["place"], kept.get("spent", 0.0)
        self.rng.bit_generator.state = kept["chance"]
        torch.set_rng_state(kept["dropout"])
        print(f"goes on from step {self.step} in {self.checkpoint}", flush=True)

    def save(self):
        self.checkpoint.parent.mkdir(parents=True, exist_ok=True)
        kept = dict(network=self.network.state_dict(), optimiser=self.optimiser.state_dict(), step=self.step, place=self.place, spent=self.spent,
                    chance=self.rng.bit_generator.state, dropout=torch.get_rng_state())
        torch.save(kept, self.checkpoint.with_suffix(".part"))
        self.checkpoint.with_suffix(".part").replace(self.checkpoint)

    def share(self):
        """Of the training, what is done: 0 to 1."""
        return self.spent / (60 * self.minutes) if self.minutes else self.step / sum(self.cycles)

    def rate_now(self):
        if not self.minutes:
            return self.rate * rate_at(self.step, self.cycles, self.warm)
        return self.rate * max(0, min((self.step + 1) / self.warm, 0.5 + 0.5 * math.cos(math.pi * min(1, self.share()))))

    def train(self, draw, watch=lambda step: None):
        """Trains on the batches of draw(group); watch(step) is called with each checkpoint."""
        stream, begun, first, before, losses = Stream(draw, self.place, self.workers), time.time(), self.step, self.spent, []
        while self.share() < 1:
            batch = stream.next()
            if self.step == 0:
                begin(self.network, torch.from_numpy(batch.features[:, :batch.lengths.min()]).to(self.device))
            losses.append(self.learn(batch))
            self.step, self.place, self.spent = self.step + 1, stream.place, before + time.time() - begun
            over = self.share() >= 1
            if self.step % 50 == 0 or over:
                took, whole = time.time() - begun, torch.stack(losses).mean(0).tolist()
                left = 60 * self.minutes - self.spent if self.minutes else took / (self.step - first) * (sum(self.cycles) - self.step)
                of = "" if self.minutes else f" of {sum(self.cycles)}"
                print(f"step {self.step:5d}{of}   loss {whole[0]:7.4f}   transducer {whole[1]:7.4f}   ctc {whole[2]:7.4f}   "
                      f"{took / 60:5.1f} min, {left / 60:5.1f} left", flush=True)
                losses.clear()
            if self.step % self.every == 0 or over:
                self.save()
                self.network.eval()
                watch(self.step)
        stream.close()

    def learn(self, batch):
        """One step, at one lookahead by chance; gives the losses [3]."""
        self.network.train()
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate_now()
        features = masked(self.rng, batch.features, batch.lengths, **self.masks)
        lookahead = int(self.rng.choice(self.lookaheads))
        loss, transducer, ctc = hybrid(self.network, *(torch.from_numpy(a).to(self.device) for a in (features, batch.lengths, batch.targets, batch.labels)), lookahead)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        return torch.stack([loss.detach(), transducer, ctc]).cpu()
