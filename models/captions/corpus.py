"""The recordings: clips of one word each, whose ends without sound are cut off, and who said them."""
import pathlib
from typing import NamedTuple

import numpy as np
import soundfile
from scipy.signal import resample_poly

from .voices import KEPT_OUT, VARIANTS, spoken
from .words import NUMBER

TEST = range(5, 10)  # indices of fsdd that no training sees
TUNING = range(10, 12)  # those that it is watched with
LETTERS_TEST = "evmaki"  # the speaker of alphanumeric that no training hears; the other is petewarden


class Clip(NamedTuple):
    samples: np.ndarray  # 16 kHz
    words: list  # numbers


def trim(samples, margin=400):
    """Without what is 40 dB below the loudest 10 ms at both ends, but for a margin in samples."""
    power = np.convolve(samples ** 2, np.ones(160, np.float32) / 160, "same")
    heard = np.flatnonzero(power > power.max() * 1e-4)
    return samples[max(0, heard[0] - margin):heard[-1] + margin]


def read(path, cut=True):
    samples, rate = soundfile.read(path, dtype="float32")
    if rate not in (8000, 16000) or samples.ndim != 1:
        raise ValueError(f"{path}: expected one channel at 8000 or 16000 Hz, found shape {samples.shape} at {rate} Hz")
    samples = samples if rate == 16000 else resample_poly(samples, 2, 1).astype(np.float32)
    return trim(samples) if cut else samples


def fsdd(data, indices, without=None, cut=True):
    """Clips of each speaker, by name: digit_speaker_index.wav."""
    speakers = {}
    for path in sorted(pathlib.Path(data, "audio/fsdd").glob("*.wav")):
        digit, speaker, index = path.stem.split("_")
        if int(index) in indices and speaker != without:
            speakers.setdefault(speaker, []).append(Clip(read(path, cut), [int(digit)]))
    if not speakers:
        raise FileNotFoundError(f"{data}: expected audio/fsdd/*.wav there, found none")
    return speakers


def alphanumeric(data):
    """Clips of each speaker, in a folder for each word."""
    speakers = {}
    for path in sorted(pathlib.Path(data, "audio/alphanumeric").glob("*/*.wav")):
        speakers.setdefault(path.stem.split("_")[0], []).append(Clip(read(path), [NUMBER[path.parent.name]]))
    return speakers


def synthetic(cache, test=False):
    """Clips of single words, and of strings, of espeak-ng; for the test in voices that no training hears."""
    made = spoken(cache, "test", 2, 4, 200, KEPT_OUT) if test else spoken(cache, "train", 1, 120, 4000, VARIANTS)
    clips = [Clip(trim(samples), words) for samples, words in made]
    return [clip for clip in clips if len(clip.words) == 1], [clip for clip in clips if len(clip.words) > 1]
