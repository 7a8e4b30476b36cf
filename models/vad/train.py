#!/usr/bin/env python3
"""Trains models/vad/model.onnx and measures it: OPENBLAS_NUM_THREADS=1 /usr/bin/python3 models/vad/train.py --data ../shared/data"""
import pathlib
import sys

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from recipe import corpus, export, noise, talker  # noqa: E402
from recipe.mixing import Mixer  # noqa: E402
from recipe.spectra import SIZE, stft  # noqa: E402
from recipe.training import chosen, keep, load, prepare, train  # noqa: E402
from vad.measure import measure  # noqa: E402
from vad.network import FIRST, SECOND, Detector, Step  # noqa: E402


def loss(network, _, noisy, active):
    """Cross entropy; the first frames count less the less was heard."""
    each = torch.nn.functional.binary_cross_entropy_with_logits(network(power(noisy)), active.float(), reduction="none")
    return (each * (torch.arange(1, each.shape[1] + 1) / 10).clamp(max=1)).mean()


def power(spectra):
    return spectra.real ** 2 + spectra.imag ** 2


def check_transform(step):
    """The two small transforms give the bands that one of 512 gives."""
    audio = torch.randn(3, SIZE)
    torch.testing.assert_close(step.power(audio) @ step.bands, power(stft(audio))[:, 0] @ step.detector.bands, rtol=1e-3, atol=1e-3)


def main():
    options = chosen(__doc__, "vad", steps=2600)
    prepare(options.threads)
    speech, kept = corpus.librispeech(options.data)
    network = Detector()
    if not options.measure:
        rng = np.random.default_rng(1)
        clips = noise.bank(rng, 12, 40, speech, lambda kind: print(f"made noise: {kind}", flush=True))
        mixer = Mixer(speech, clips, seed=2, snr=(-5, 30), pauses=0.8, still=0.15, synthetic=[talker.talk(rng, 12) for _ in range(80)])
        train(network, lambda: mixer.batch(16), loss, options.steps)
        keep(network, options.weights)
    load(network, options.weights)
    step = Step(network)
    check_transform(step)
    export.write(HERE / "model.onnx", step, step.forward, dict(audio=[SIZE], first=[FIRST], second=[SECOND]), ["speech", "first_out", "second_out"])
    measure(network, kept, options.data)


if __name__ == "__main__":
    main()
