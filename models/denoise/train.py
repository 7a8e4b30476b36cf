#!/usr/bin/env python3
"""Trains models/denoise/model.onnx and measures it: OPENBLAS_NUM_THREADS=1 /usr/bin/python3 models/denoise/train.py --data ../shared/data"""
import pathlib
import sys

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from recipe import corpus, export, noise, talker  # noqa: E402
from recipe.mixing import Mixer  # noqa: E402
from recipe.training import chosen, keep, load, prepare, train  # noqa: E402
from denoise.measure import measure  # noqa: E402
from denoise.network import BINS, UNITS, Denoiser  # noqa: E402


def loss(network, clean, noisy, _):
    """Compressed magnitudes and complex values (Braun and Tashev 2021), and the signal-to-noise ratio of what comes out, up to 30 dB."""
    gain = network(power(noisy))
    scale = power(noisy).mean((1, 2), keepdim=True).sqrt() + 1e-6
    found, wanted = (gain * noisy.abs() + 1e-9) / scale, clean.abs() / scale
    squeezed, target = (found + 1e-4) ** 0.3, (wanted + 1e-4) ** 0.3
    turn = (noisy.real * clean.real + noisy.imag * clean.imag) / (noisy.abs() * clean.abs() + 1e-12)  # the cosine between their phases
    spectral = ((squeezed - target) ** 2).mean() + 0.5 * (squeezed ** 2 + target ** 2 - 2 * squeezed * target * turn).mean()
    signal = (wanted ** 2).sum((1, 2))
    error = (found ** 2 + wanted ** 2 - 2 * found * wanted * turn).sum((1, 2))
    speaks = signal > 1e-3
    ratio = 10 * torch.log10((error[speaks] + 1e-3 * signal[speaks]) / signal[speaks])
    return 10 * spectral + 0.08 * ratio.mean()


def power(spectra):
    return spectra.real ** 2 + spectra.imag ** 2


def main():
    options = chosen(__doc__, "denoise", steps=6000)
    prepare(options.threads)
    speech, kept = corpus.librispeech(options.data)
    network = Denoiser()
    if not options.measure:
        rng = np.random.default_rng(1)
        clips = noise.bank(rng, 12, 40, speech, lambda kind: print(f"made noise: {kind}", flush=True))
        mixer = Mixer(speech, clips, seed=2, synthetic=[talker.talk(rng, 12) for _ in range(80)])
        train(network, lambda: mixer.batch(16), loss, options.steps)
        keep(network, options.weights)
    load(network, options.weights)
    export.write(HERE / "model.onnx", network, network.step,
                 dict(spectrum=[BINS, 1, 2], first=[UNITS], second=[UNITS], level=[BINS]), ["clean", "first_out", "second_out", "level_out"])
    measure(network, kept, options.data)


if __name__ == "__main__":
    main()
