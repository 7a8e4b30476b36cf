"""What models are measured on: kept-out speakers in every kind of noise at exact signal-to-noise ratios, always the same."""
import numpy as np

from . import noise
from .corpus import activity


def spread(clean, active):
    """Puts pauses of 125 frames before and amid."""
    half, none = 250, np.zeros(125 * 256, np.float32)
    clean = np.concatenate([none, clean[:half * 256], none, clean[half * 256:]])
    still = np.zeros(125, bool)
    active = np.concatenate([still, active[:half], still, active[half:]])
    return clean, active


def trials(kept, kind, snr, seed=7, seconds=8, level=0.05, pauses=False):
    """
    Clean speech, noisy speech and the frames that hold speech, for every kept-out speaker; the babble is of the others among them. With pauses, two seconds
    without speech come first and two more after four seconds of it.
    """
    for i, speech in enumerate(kept):
        rng = np.random.default_rng([seed, i, noise.KINDS.index(kind)])
        others = kept[:i] + kept[i + 1:]
        clean = speech[:seconds * 16000]
        active = activity(clean)
        spoken = np.sqrt(np.mean(np.concatenate([clean[j * 256:j * 256 + 512] for j in np.flatnonzero(active)]) ** 2))
        clean = clean * np.float32(level / spoken)
        if pauses:
            clean, active = spread(clean, active)
        noisy = clean + noise.make(kind, rng, len(clean), others) * np.float32(level * 10 ** (-snr / 20))
        yield clean, noisy, active
