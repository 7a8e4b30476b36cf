"""Speech: a recording each of 251 speakers of LibriSpeech, some of them kept out for the test, and when they speak."""
import pathlib

import numpy as np
import soundfile

from .spectra import HOP, SIZE

TEST_SPEAKERS = 25
HANGOVER = 6  # frames of 16 ms


def read(path):
    """The samples of a mono file at 16 kHz, full scale 1."""
    samples, rate = soundfile.read(path, dtype="float32")
    if rate != 16000 or samples.ndim != 1:
        raise ValueError(f"{path}: expected one channel at 16000 Hz, found shape {samples.shape} at {rate} Hz")
    return samples


def librispeech(data, seed=1):
    """Recordings to train with, and those of the speakers that are kept out."""
    files = sorted(pathlib.Path(data, "audio/librispeech/train-clean-100").glob("*.flac"), key=lambda f: int(f.name.split("-")[0]))
    if len(files) <= TEST_SPEAKERS:
        raise FileNotFoundError(f"{data}: expected audio/librispeech/train-clean-100/*.flac there, found {len(files)} files")
    order = np.random.default_rng(seed).permutation(len(files))
    speech = [read(files[i]) for i in order]
    return speech[TEST_SPEAKERS:], speech[:TEST_SPEAKERS]


def activity(samples):
    """Which frames of 512 hold speech, from their energy alone: within 38 dB of the loud ones and 8 dB above the recording's own floor, and a hangover after."""
    power = np.convolve(samples.astype(np.float64) ** 2, np.ones(SIZE) / SIZE, "valid")[::HOP]
    db = 10 * np.log10(np.maximum(power, 1e-12))
    loud, floor = np.percentile(db, 95), np.percentile(db, 3)
    active = db > max(loud - 38, min(floor + 8, loud - 20))
    last = np.where(active, np.arange(len(active)), -HANGOVER - 1)
    return np.arange(len(active)) - np.maximum.accumulate(last) <= HANGOVER
