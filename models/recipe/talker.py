"""A synthetic talker: glottal pulses and hiss through formants, so that models also know voices that no one has."""
import numpy as np
from scipy.signal import lfilter

RATE = 16000
# F1 to F3 in Hz of ten American vowels, men's means (Peterson and Barney, JASA 24, 1952, table II).
VOWELS = [(270, 2290, 3010), (390, 1990, 2550), (530, 1840, 2480), (660, 1720, 2410), (730, 1090, 2440),
          (570, 840, 2410), (440, 1020, 2240), (300, 870, 2240), (640, 1190, 2390), (490, 1350, 1690)]


def resonate(x, hz, width):
    r = np.exp(-np.pi * width / RATE)
    a = [1, -2 * r * np.cos(2 * np.pi * hz / RATE), r * r]
    return lfilter([sum(a)], a, x)


def pulses(rng, n, pitch):
    """A glottal source: impulses with a wandering period, softened twice."""
    bend = 1 + rng.uniform(-0.15, 0.15) * np.linspace(-1, 1, n) + 0.02 * np.sin(2 * np.pi * rng.uniform(4, 6) * np.arange(n) / RATE)
    phase = np.cumsum(pitch * bend / RATE) + rng.random()
    x = np.diff(np.floor(phase), prepend=np.floor(phase[0]))
    return lfilter([1], [1, -0.96], x) + 0.02 * rng.standard_normal(n)


def syllable(rng, pitch, tract):
    n = int(rng.uniform(0.08, 0.35) * RATE)
    vowel = VOWELS[rng.integers(len(VOWELS))]
    x = pulses(rng, n, pitch * 2 ** rng.normal(0, 0.15))
    for k, hz in enumerate([*vowel, 3500, 4500]):
        x = resonate(x, min(hz * tract, 7500), 60 + 30 * k)
    x = x / (np.abs(x).max() + 1e-9) * np.minimum(1, np.minimum(np.arange(n), n - np.arange(n)) / (0.02 * RATE))
    hiss = resonate(rng.standard_normal(int(rng.uniform(0, 0.12) * RATE) + 2), rng.uniform(2000, 6500), 900)
    return np.concatenate([rng.uniform(0, 0.3) * hiss / np.abs(hiss).max(), x * rng.uniform(0.4, 1)])


def talk(rng, seconds):
    """Syllables in groups of one to eight, with pauses between."""
    n, parts, have = int(seconds * RATE), [], 0
    pitch, tract = rng.uniform(80, 280), rng.uniform(0.95, 1.25)
    while have < n:
        parts += [syllable(rng, pitch, tract) for _ in range(rng.integers(1, 9))]
        parts.append(np.zeros(int(rng.uniform(0.1, 0.9) * RATE)))
        have = sum(map(len, parts))
    return (0.3 * np.concatenate(parts)[:n]).astype(np.float32)
