"""How well the detector tells speech from the rest, for speakers and noises that it was not trained on."""
import pathlib

import numpy as np
import torch

from recipe import noise
from recipe.corpus import read
from recipe.scores import auc
from recipe.spectra import stft
from recipe.trial import trials


def probabilities(network, samples):
    """One for every 256 samples, from the 512th on."""
    with torch.no_grad():
        spectra = stft(torch.from_numpy(np.float32(samples))[None])
        return torch.sigmoid(network(spectra.real ** 2 + spectra.imag ** 2))[0].numpy()


def score(truth, found):
    """The area under the curve, and the share of frames that are wrong at 0.5."""
    return auc(truth, found), np.mean((found > 0.5) != truth)


def kept_out(network, kept, kind, snr):
    truth, found = zip(*((active, probabilities(network, noisy)) for _, noisy, active in trials(kept, kind, snr, pauses=True)))
    return np.concatenate(truth), np.concatenate(found)


def measure(network, kept, data):
    levels = (0, 5, 10, 20)
    print("\nkept-out speakers: area under the curve, and errors at 0.5\nnoise     " + "".join(f"  {snr:9d} dB  " for snr in levels))
    every = {snr: [] for snr in levels}
    for kind in noise.KINDS:
        for snr in levels:
            every[snr].append(kept_out(network, kept, kind, snr))
        rows = [score(*every[snr][-1]) for snr in levels]
        print(f"{kind:10s}" + "".join(f"  {area:.4f} {100 * wrong:4.1f} %" for area, wrong in rows), flush=True)
    rows = [score(*(np.concatenate(part) for part in zip(*every[snr]))) for snr in levels]
    print("all       " + "".join(f"  {area:.4f} {100 * wrong:4.1f} %" for area, wrong in rows))
    audio = pathlib.Path(data, "audio")
    reference = np.fromfile(audio / "vad_60s.silero_prob.f32", "<f4") > 0.5
    found = probabilities(network, read(audio / "vad_60s.wav"))[::2]  # those that end with silero's 512 samples
    count = min(len(found), len(reference))
    area, wrong = score(reference[:count], found[:count])
    print(f"vad_60s against silero-vad at 0.5, {count} frames: {100 * (1 - wrong):.1f} % agree, area under the curve {area:.4f}")
