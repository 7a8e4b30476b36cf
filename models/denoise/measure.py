"""What the enhancer does for speakers and noises that it was not trained on."""
import pathlib

import numpy as np
import torch

from recipe import noise
from recipe.corpus import read
from recipe.scores import si_sdr
from recipe.spectra import istft, stft
from recipe.trial import trials

INNER = slice(512, -512)


def enhance(network, samples):
    """Samples to samples, as the graph of dsp.stft, the model and dsp.istft does it."""
    padded = np.pad(samples, (256, 768 + -len(samples) % 256))
    with torch.no_grad():
        spectra = stft(torch.from_numpy(np.float32(padded))[None])
        gain = network(spectra.real ** 2 + spectra.imag ** 2)
        return istft(spectra * gain)[0].numpy()[256:256 + len(samples)]


def improvement(network, kept, kind, snr):
    """Mean SI-SDR in dB before and after."""
    pairs = [(si_sdr(clean[INNER], noisy[INNER]), si_sdr(clean[INNER], enhance(network, noisy)[INNER])) for clean, noisy, _ in trials(kept, kind, snr)]
    return np.mean(pairs, 0)


def measure(network, kept, data):
    print("\nSI-SDR of kept-out speakers, dB before > after (gain)\nnoise          0 dB                   5 dB                  10 dB")
    gains = []
    for kind in noise.KINDS:
        rows = [improvement(network, kept, kind, snr) for snr in (0, 5, 10)]
        gains.append([after - before for before, after in rows])
        print(f"{kind:10s}" + "".join(f"  {before:6.2f} > {after:5.2f} ({after - before:+5.2f})" for before, after in rows), flush=True)
    print("mean gain " + "".join(f"  {g:21.2f}" for g in np.mean(gains, 0)))
    clean = [(speech[INNER], enhance(network, speech)[INNER]) for speech in kept]
    ratios = [si_sdr(a, b) for a, b in clean]
    print(f"clean speech comes through with {np.mean(ratios):.2f} dB SI-SDR, the worst speaker with {min(ratios):.2f} dB")
    folder = pathlib.Path(data, "audio/enhancement")
    truth, noisy = read(folder / "ulunas_0119_clean.wav"), read(folder / "ulunas_0119_noisy.wav")
    print(f"ulunas_0119: {si_sdr(truth, noisy):.2f} dB before, {si_sdr(truth, enhance(network, noisy)):.2f} dB after")
