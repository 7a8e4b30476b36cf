"""Strings of words out of clips, as a microphone might hear them: with pauses, noise, colour, at any level; and silence, which must stay without text."""
import functools
from typing import NamedTuple

import numpy as np
from scipy.signal import cheby2, oaconvolve, sosfilt

from fastconformer.features import GUARD, SIZE, filters, power

RATE = 16000
TELEPHONE = cheby2(8, 50, 4000, fs=RATE, output="sos")
FILTERS = filters()


class Batch(NamedTuple):
    features: np.ndarray  # float32 [batch, frames, mels]
    lengths: np.ndarray  # frames that count
    targets: np.ndarray  # numbers of words [batch, most]
    labels: np.ndarray  # words that count


class Variety(NamedTuple):
    """How unlike the recordings an item may be."""
    slowest: float  # speed and pitch together
    fastest: float
    tract: tuple = ()  # the shortest and the longest vocal tract, as factors of all resonances, whatever the speed
    uneven: float = 0  # deviation of a word's speed from the item's, as a share
    rooms: float = 0  # the share of items in a room


PLAIN = Variety(0.85, 1.15)
WIDE = Variety(0.8, 1.25, (0.85, 1.22), 0.05, 0.35)


def faster(samples, factor):
    """Speed and pitch together, by linear interpolation."""
    return np.interp(np.arange(0, len(samples) - 1, factor, dtype=np.float32), np.arange(len(samples), dtype=np.float32), samples).astype(np.float32)


def spread(clips, before, after, pause):
    """Clips one after another on digital silence; pause() gives the seconds between two."""
    parts = [still(before)]
    for clip in clips:
        parts += [clip, still(pause())]
    parts[-1] = still(after + (0 if clips else before))
    return np.concatenate(parts)


def still(seconds):
    return np.zeros(int(seconds * RATE), np.float32)


def add_noise(speech, noise, snr):
    """Noise at a ratio in dB to the rms of what is not digital silence; where nothing is said, at a level by chance."""
    said = speech[speech != 0]
    rms = np.sqrt(np.mean(said ** 2)) if len(said) else 0.1
    return speech + noise * np.float32(rms * 10 ** (-snr / 20) / (np.sqrt(np.mean(noise ** 2)) + 1e-9))


def together(items):
    """Items [(features, words), ...] as a batch, padded with zeros."""
    lengths, labels = np.array([len(f) for f, _ in items]), np.array([len(w) for _, w in items])
    features = np.zeros((len(items), lengths.max(), FILTERS.shape[1]), np.float32)
    targets = np.zeros((len(items), max(1, labels.max())), np.int64)
    for i, (frames, words) in enumerate(items):
        features[i, :len(frames)], targets[i, :len(words)] = frames, words
    return Batch(features, lengths, targets, labels)


class Composer:
    """Draws items from pools of clips, of which a share each is taken: pools = [(share, [clips of one speaker, ...]), ...]; noise [clips, samples]."""

    def __init__(self, pools, noise, variety=PLAIN):
        shares, self.pools = zip(*pools)
        self.shares = np.array(shares) / sum(shares)
        self.noise, self.variety = noise, variety

    def batches(self, rng, seconds, hard=1.0, again=0.0, group=8):
        """
        Some batches of items of about the same length, none of more than so many seconds with what pads them; in an order by chance. Items have 1 to 10 words; those
        that are less hard (0 to 1) have fewer, less silence around them, less noise and more ordinary voices: what a beginner learns with. again: how often a word is said once more.
        """
        items, total = [], 0
        while total < group * seconds * 100:
            items.append(self.item(rng, 0 if rng.random() < 0.04 else int(rng.integers(1, 2 + int(9 * hard))), hard, again))
            total += len(items[-1][0])
        items.sort(key=lambda item: len(item[0]))
        batches, first = [], 0
        for last in range(1, len(items) + 1):
            if last == len(items) or len(items[last][0]) * (last + 1 - first) > seconds * 100:
                batches.append(together(items[first:last]))
                first = last
        return [batches[i] for i in rng.permutation(len(batches))]

    def item(self, rng, words, hard=1.0, again=0.0):
        """Features [frames, mels] and the words' numbers."""
        clips = self.draw(rng, words, again)
        variety, factor = self.variety, 1
        speed, apart = rng.uniform(variety.slowest, variety.fastest), rng.random()
        if variety.tract:
            factor = (1 + hard * (rng.uniform(*variety.tract) - 1)) / speed
        said = [faster(clip.samples, speed * (1 + rng.normal(0, variety.uneven) if variety.uneven else 1)) * np.float32(10 ** (rng.normal(0, 2) / 20)) for clip in clips]
        around = 0.2 + 1.3 * hard
        after = rng.uniform(0.1, around) if words else rng.uniform(1, 6)
        signal = spread(said, rng.uniform(0, around), after, lambda: hard * pause(rng, apart))
        if variety.rooms and rng.random() < hard * variety.rooms:
            signal = room(rng, signal)
        narrow = rng.random()
        if narrow < 0.12:
            signal = sosfilt(TELEPHONE, signal).astype(np.float32)
        if rng.random() < 0.85:
            signal = add_noise(signal, self.background(rng, len(signal)), rng.uniform(20 - 15 * hard, 40))
        if 0.12 <= narrow < 0.24:
            signal = sosfilt(TELEPHONE, signal).astype(np.float32)
        peak = np.abs(signal).max()
        signal *= np.float32(10 ** (rng.uniform(-45, -3) / 20) / peak) if peak else 0
        if rng.random() < 0.04:
            signal = clipped(rng, signal)
        return features(signal, colour(rng), warped(round(factor, 2))), [number for clip in clips for number in clip.words]

    def draw(self, rng, words, again):
        """Clips with so many words at most, mostly of one speaker; or none."""
        if not words:
            return []
        pool = self.pools[rng.choice(len(self.pools), p=self.shares)]
        speaker, alike, clips, count = pool[rng.integers(len(pool))], rng.random() < 0.85, [], 0
        while count < words:
            alternatives = same(speaker, clips[-1].words) if clips and again and rng.random() < again else speaker
            clip = alternatives[rng.integers(len(alternatives))]
            clips.append(clip)
            count += len(clip.words)
            if not alike:
                speaker = pool[rng.integers(len(pool))]
        return clips

    def background(self, rng, length):
        clip = self.noise[rng.integers(len(self.noise))]
        return np.take(clip, np.arange(length) + rng.integers(len(clip)), mode="wrap")


def same(speaker, words):
    """The speaker's clips that say the same; all, if there are none."""
    return [clip for clip in speaker if clip.words == words] or speaker


def pause(rng, apart):
    """Seconds between two words, for a speaker who says them at a go (apart near 0) or one by one."""
    if rng.random() < (0.6 if apart < 0.4 else 0.1):
        return rng.uniform(0, 0.03)
    return rng.uniform(0, 0.3 if apart < 0.4 else 0.6 if apart < 0.8 else 1.5)


def room(rng, signal):
    """As a room gives it back: an echo of noise that decays by 60 dB within 0.1 to 0.5 s, 0 to 15 dB below what comes straight."""
    lasts = rng.uniform(0.1, 0.5)
    echo = rng.standard_normal(int(lasts * RATE), np.float32) * (10 ** (-3 * np.arange(int(lasts * RATE)) / RATE / lasts)).astype(np.float32)
    echo[:int(0.002 * RATE)] = 0
    echo *= np.float32(10 ** (-rng.uniform(0, 15) / 20) / np.sqrt(np.sum(echo ** 2)))
    echo[0] = 1
    return oaconvolve(signal, echo)[:len(signal)].astype(np.float32)


def clipped(rng, signal):
    """Louder than full scale, and cut there."""
    peak = np.abs(signal).max() + 1e-9
    return np.clip(signal / peak * np.float32(10 ** (rng.uniform(3, 15) / 20)), -1, 1)


def colour(rng):
    """A random smooth gain in power over the bins, as of rooms and microphones."""
    bins = SIZE // 2 + 1
    curve = np.interp(np.linspace(0, 1, bins) ** 0.5 * 7, np.arange(8), rng.normal(0, 4, 8))
    return (10 ** (curve / 10)).astype(np.float32)


@functools.lru_cache(None)
def warped(factor):
    return FILTERS if factor == 1 else filters(factor=factor)


def features(signal, gain=1, bank=FILTERS):
    """As fastconformer.features.log_mel gives them, with a gain over the bins."""
    return np.log((power(signal) * gain) @ bank + np.float32(GUARD))
