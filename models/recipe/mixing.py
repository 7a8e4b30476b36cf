"""Batches of noisy speech in the spectral domain: random cuts, pauses, colours, levels and signal-to-noise ratios."""
import numpy as np
import torch

from .corpus import activity
from .spectra import BINS, HOP, SIZE, stft


class Mixer:
    """
    Draws batches from recordings and a bank of noise clips [clips, samples], at ratios in dB within 'snr'. The shares of cuts with a pause, of those without any
    speech and of those of the synthetic talker are within 0 to 1.
    """

    def __init__(self, speech, clips, seed, seconds=4.0, snr=(-5, 20), pauses=0.45, still=0.04, synthetic=(), synthetic_share=0.08):
        self.rng = np.random.default_rng(seed)
        self.frames = int(seconds * 16000 - SIZE) // HOP + 1
        self.samples = (self.frames - 1) * HOP + SIZE
        self.pools = [[(s, activity(s)) for s in pool if len(s) > self.samples + HOP] for pool in (speech, synthetic)]
        self.share = synthetic_share if len(synthetic) else 0
        self.clips, self.snr, self.pauses, self.still = clips, snr, pauses, still

    def batch(self, size):
        """Clean and noisy spectra, complex [size, frames, bins], and which frames hold speech, bool [size, frames]."""
        rng = self.rng
        speech, active = zip(*(self.talk() for _ in range(size)))
        active = torch.from_numpy(np.stack(active))
        clean = stft(torch.from_numpy(np.stack(speech))) * self.colour(size, 5, lift=15)
        noise = stft(torch.from_numpy(np.stack([self.noise() for _ in range(size)]))) * self.colour(size, 6)
        snr = rng.uniform(*self.snr, size)
        quiet = rng.random(size) < 0.08
        snr[quiet] = rng.uniform(35, 60, quiet.sum())
        speech_db = rng.uniform(-55, -15, size)  # rms while speaking, dB of full scale: peaks at about -40 to -3 dBFS
        speaks = active.sum(1) > 5
        clean = clean * torch.where(speaks, gain(speech_db) / rms(clean, active), torch.zeros(1))[:, None, None]
        noise = noise * (gain(speech_db - snr) / rms(noise, torch.ones_like(active)))[:, None, None]
        return clean, clean + noise, active & speaks[:, None]

    def talk(self):
        rng = self.rng
        pool = self.pools[rng.random() < self.share]
        samples, active = pool[rng.integers(len(pool))]
        at = rng.integers((len(samples) - self.samples) // HOP)
        cut, active = samples[at * HOP:at * HOP + self.samples].copy(), active[at:at + self.frames].copy()
        if rng.random() < self.pauses:
            self.pause(cut, active, int(rng.uniform(0.4, 2.0) * 16000 / HOP))
        if rng.random() < self.still:
            cut[:], active[:] = 0, False
        return cut, active

    def pause(self, cut, active, frames):
        """Takes the speech from some frames, fading over a hop at both ends."""
        first = self.rng.integers(self.frames - frames + 1)
        keep = np.ones(len(cut) // HOP + 1, np.float32)
        keep[first + 1:first + frames] = 0
        cut *= np.interp(np.arange(len(cut)) / HOP, np.arange(len(keep)), keep)
        active[first + 1:first + frames - 1] = False

    def noise(self):
        rng = self.rng
        both = [self.clips[rng.integers(len(self.clips))] for _ in range(2 if rng.random() < 0.35 else 1)]
        starts = [rng.integers(len(c) - self.samples) for c in both]
        return sum(c[at:at + self.samples] * np.float32(10 ** rng.uniform(-0.5, 0)) for c, at in zip(both, starts))

    def colour(self, size, db, lift=0):
        """Random smooth gains [size, 1, bins], as of rooms and microphones; near ones lift what is below 200 Hz by up to so many dB."""
        points = self.rng.normal(0, db, (size, 8))
        if lift:
            points[:, :2] += self.rng.uniform(0, lift, (size, 1))
        bins = np.linspace(0, 1, BINS) ** 0.5 * 7
        curves = np.stack([np.interp(bins, np.arange(8), p) for p in points])
        return torch.from_numpy(10 ** (curves / 20)).float()[:, None]


def gain(db):
    return torch.from_numpy(10 ** (np.asarray(db) / 20)).float()


def rms(spectra, where):
    """Of the signal in the frames that count; a frame's spectrum holds SIZE / 2 times the energy of its windowed samples."""
    power = (spectra.abs() ** 2).sum(2) * 2 / SIZE / HOP
    return ((power * where).sum(1) / where.sum(1).clamp(min=1)).sqrt() + 1e-9
