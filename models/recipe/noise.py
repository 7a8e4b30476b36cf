"""Noise that is made, not recorded. Every kind is a function of a random generator and a number of samples, and gives an rms of 1."""
import numpy as np
from scipy.signal import lfilter

RATE = 16000


def shaped(rng, n, curve):
    """Gaussian noise whose amplitude over frequency in Hz is a curve."""
    spectrum = np.fft.rfft(rng.standard_normal(n)) * curve(np.fft.rfftfreq(n, 1 / RATE))
    return level(np.fft.irfft(spectrum, n))


def level(x):
    return (x / (np.sqrt(np.mean(x * x)) + 1e-9)).astype(np.float32)


def wander(rng, n, hz, depth):
    """A slow random curve with an rms of 'depth', e.g. of an envelope in dB."""
    points = rng.standard_normal(max(4, int(n / RATE * hz) + 4))
    return depth * np.interp(np.linspace(0, len(points) - 1, n), np.arange(len(points)), points)


def white(rng, n):
    return shaped(rng, n, np.ones_like)


def pink(rng, n):
    return shaped(rng, n, lambda f: 1 / np.sqrt(np.maximum(f, 20)))


def brown(rng, n):
    return shaped(rng, n, lambda f: np.where(f < 20, 0, 1 / np.maximum(f, 20)))


def hum(rng, n):
    """Mains with harmonics, and a little of a hiss."""
    base, t = rng.choice([50, 60, 100, 120]) * rng.uniform(0.995, 1.005), np.arange(n) / RATE
    count, tilt = rng.integers(3, 40), rng.uniform(0.3, 1.5)
    x = sum(rng.uniform(0.2, 1) / k ** tilt * np.sin(2 * np.pi * (base * k * t + rng.random())) for k in range(1, count + 1) if base * k < 7900)
    return level(level(x) + rng.uniform(0.02, 0.3) * pink(rng, n))


def fan(rng, n):
    """Air through blades: soft noise with resonances, and the blades' tones."""
    peaks = [(rng.uniform(80, 3000), rng.uniform(30, 400), rng.uniform(1, 8)) for _ in range(rng.integers(1, 5))]
    air = shaped(rng, n, lambda f: sum(g / (1 + ((f - c) / w) ** 2) for c, w, g in peaks) + (np.maximum(f, 50) / 50) ** -rng.uniform(0.4, 1.0))
    t, blade = np.arange(n) / RATE, rng.uniform(15, 180)
    tones = sum(np.sin(2 * np.pi * (blade * k * t + rng.random())) / k for k in range(1, 8))
    return level(air * (1 + rng.uniform(0, 0.4) * np.sin(2 * np.pi * blade / 6 * t)) + rng.uniform(0, 0.5) * level(tones))


def clicks(rng, n):
    """Keys, knocks and crackle: short decaying resonances at random moments, over a faint noise."""
    x, rate = np.zeros(n), rng.uniform(2, 20)
    ring, decay = rng.uniform(300, 6000), rng.uniform(0.002, 0.03)
    for at in rng.integers(0, n, max(2, rng.poisson(rate * n / RATE))):
        length = min(n - at, int(decay * 6 * RATE))
        t = np.arange(length) / RATE
        body = np.sin(2 * np.pi * ring * rng.uniform(0.8, 1.2) * t) + rng.uniform(0, 1) * rng.standard_normal(length)
        x[at:at + length] += rng.lognormal(0, 0.5) * body * np.exp(-t / decay)
    return level(level(x) + 0.03 * pink(rng, n))


def texture(rng, n):
    """Noise of a random smooth spectrum: rain, streets, rooms."""
    hz = np.geomspace(40, 8000, 10)
    db = np.cumsum(rng.normal(-2, 6, 10))
    return shaped(rng, n, lambda f: 10 ** (np.interp(np.log(np.maximum(f, 1)), np.log(hz), db) / 20))


def modulated(rng, n):
    """A texture whose strength wanders, or sways like a siren's and an engine's does."""
    t = np.arange(n) / RATE
    sway = rng.uniform(0, 10) * np.sin(2 * np.pi * rng.uniform(0.3, 12) * t + rng.uniform(0, 6.28))
    return level(texture(rng, n) * 10 ** ((wander(rng, n, rng.uniform(0.5, 6), rng.uniform(2, 7)) + sway) / 20))


def bursts(rng, n):
    """Noise of one band that starts and stops, some 0.1 to 1.5 s at a time."""
    centre, width = np.exp(rng.uniform(np.log(150), np.log(6000))), rng.uniform(0.3, 2)
    x = shaped(rng, n, lambda f: np.exp(-(np.log2(np.maximum(f, 1) / centre) / width) ** 2))
    gate, at, on = np.zeros(n), 0, rng.random() < 0.5
    while at < n:
        length = int(rng.uniform(0.1, 1.5) * RATE)
        gate[at:at + length] = on * 10 ** (rng.normal(0, 3) / 20)
        at, on = at + length, not on
    ramp = rng.integers(20, 800)
    gate = np.convolve(gate, np.ones(ramp) / ramp, mode="same")
    return level(x * gate + 0.02 * white(rng, n))


def tones(rng, n):
    """Beeps, rings, sweeps and plucked notes: tonal, and yet no voice."""
    x, at = np.zeros(n), 0
    scale, count, bend = 110 * 2 ** rng.uniform(0, 3), rng.integers(1, 12), rng.choice([0, 0, rng.normal(0, 300)])
    while at < n:
        length = min(n - at, int(rng.uniform(0.05, 0.8) * RATE))
        t = np.arange(length) / RATE
        for _ in range(rng.integers(1, 4)):
            f = scale * 2 ** (rng.integers(0, 25) / 12)
            for k in range(1, count + 1):
                if f * k < 7000:
                    x[at:at + length] += np.sin(2 * np.pi * (f * k * t + bend * k * t * t / 2) + 6.28 * rng.random()) / k * np.exp(-t * rng.uniform(1, 8))
        at += length + int(rng.choice([0, rng.uniform(0, 0.6)]) * RATE)
    return level(level(x) + 0.02 * pink(rng, n))


def babble(rng, n, speech):
    """Four to nine others talking at once, from a list of recordings."""
    x = np.zeros(n)
    for _ in range(rng.integers(4, 10)):
        talk = speech[rng.integers(len(speech))]
        x += np.roll(np.resize(talk, n), rng.integers(n)) / (np.sqrt(np.mean(talk * talk)) + 1e-9) * rng.uniform(0.4, 1)
    return level(lfilter([1 - (a := rng.uniform(0, 0.5))], [1, -a], x))


MADE = dict(white=white, pink=pink, brown=brown, hum=hum, fan=fan, clicks=clicks, texture=texture, modulated=modulated, bursts=bursts, tones=tones)
KINDS = [*MADE, "babble"]


def make(kind, rng, n, speech):
    return babble(rng, n, speech) if kind == "babble" else MADE[kind](rng, n)


def bank(rng, seconds, each, speech, show=lambda done: None):
    """Clips [kinds * each, samples] of every kind."""
    clips = []
    for kind in KINDS:
        for _ in range(each):
            clips.append(make(kind, rng, seconds * RATE, speech))
        show(kind)
    return np.stack(clips)
