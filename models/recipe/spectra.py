"""The spectra that the engine's dsp.stft gives with size 512, hop 256 and window sqrtHann (periodic), unscaled."""
import numpy as np
import torch

RATE = 16000
SIZE = 512
HOP = 256
BINS = SIZE // 2 + 1
WINDOW = torch.hann_window(SIZE).sqrt()


def stft(signal):
    """[batch, samples] to complex [batch, frames, bins]; nothing is padded."""
    return torch.fft.rfft(signal.unfold(1, SIZE, HOP) * WINDOW)


def istft(spectra):
    """The inverse, but for the first and the last hop, which only one frame holds."""
    frames = torch.fft.irfft(spectra, SIZE) * WINDOW
    batch, count, _ = frames.shape
    signal = torch.zeros(batch, (count + 1) * HOP)
    signal[:, :-HOP] += frames[..., :HOP].reshape(batch, -1)
    signal[:, HOP:] += frames[..., HOP:].reshape(batch, -1)
    return signal


def bands(count, bend=20):
    """Overlapping triangles [bins, count], of which any bin's add up to 1: about as wide everywhere below bin 'bend', in proportion to frequency above."""
    centres = bend * np.sinh(np.linspace(0, np.arcsinh((BINS - 1) / bend), count))
    return torch.from_numpy(np.stack([np.interp(np.arange(BINS), centres, one) for one in np.eye(count)], 1)).float()
