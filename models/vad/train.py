#!/usr/bin/env python3
"""Trains models/vad/model.onnx and measures it: OPENBLAS_NUM_THREADS=1 /usr/bin/python3 models/vad/train.py --data ../shared/data"""
import argparse
import pathlib
import sys

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from recipe import corpus, export, noise, talker  # noqa: E402
from recipe.mixing import Mixer  # noqa: E402
from recipe.spectra import SIZE, stft  # noqa: E402
from recipe.training import prepare, train  # noqa: E402
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
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", default="../shared/data", help="the folder with audio/librispeech")
    options.add_argument("--steps", type=int, default=2600)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--weights", default="artifacts/vad.pt", help="where the weights are kept besides, as PyTorch has them")
    options.add_argument("--measure", action="store_true", help="only measures what --weights holds")
    options = options.parse_args()
    prepare(options.threads)
    speech, kept = corpus.librispeech(options.data)
    network = Detector()
    if not options.measure:
        rng = np.random.default_rng(1)
        clips = noise.bank(rng, 12, 40, speech, lambda kind: print(f"made noise: {kind}", flush=True))
        mixer = Mixer(speech, clips, seed=2, snr=(-5, 30), pauses=0.8, still=0.15, synthetic=[talker.talk(rng, 12) for _ in range(80)])
        train(network, lambda: mixer.batch(16), loss, options.steps)
        pathlib.Path(options.weights).parent.mkdir(parents=True, exist_ok=True)
        torch.save(network.state_dict(), options.weights)
    network.load_state_dict(torch.load(options.weights))
    network.eval()
    step = Step(network)
    check_transform(step)
    export.write(HERE / "model.onnx", step, step.forward, dict(audio=[SIZE], first=[FIRST], second=[SECOND]), ["speech", "first_out", "second_out"])
    measure(network, kept, options.data)


if __name__ == "__main__":
    main()
