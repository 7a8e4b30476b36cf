"""A voice activity detector: the probability that the newest 256 of 512 samples hold speech. Causal, no sample ahead."""
import numpy as np
import torch
from torch import nn

from recipe.gru import Gru
from recipe.spectra import SIZE, WINDOW, bands

FLOOR = 1e-6  # power of a bin below which nothing is heard: white noise at -84 dBFS
BANDS, FIRST, SECOND = 56, 96, 64
ROWS, COLUMNS = 16, 32


class Detector(nn.Module):
    """Log band powers, two GRUs, a sigmoid."""

    def __init__(self):
        super().__init__()
        self.register_buffer("bands", bands(BANDS))
        self.inner = nn.Linear(BANDS, 64)
        self.first = Gru(64, FIRST)
        self.second = Gru(FIRST, SECOND)
        self.outer = nn.Linear(SECOND, 1)

    def forward(self, power):
        """Power [batch, frames, bins] to logits [batch, frames]."""
        a, _ = self.first(torch.relu(self.inner(scaled(power @ self.bands))))
        b, _ = self.second(a)
        return self.outer(b)[..., 0]


class Step(nn.Module):
    """One step of a detector, from samples: what is exported."""

    def __init__(self, detector):
        super().__init__()
        self.detector = detector
        self.register_buffer("window", WINDOW)
        # A Fourier transform of 512 as two small ones, of 16 and of 32 (Cooley and Tukey 1965): 4,096 constants for its products in place of 263,168.
        # Sample 32 a + b stands in row a and column b; what comes out in row k and column l is bin k + 16 l.
        k, l = np.arange(ROWS), np.arange(COLUMNS)
        self.complex("rows", np.outer(k, k) / ROWS)
        self.complex("twiddle", np.outer(k, l) / SIZE)
        self.complex("columns", np.outer(l, l) / COLUMNS)
        bin = k[:, None] + ROWS * l[None]
        used = torch.from_numpy((bin <= SIZE // 2).reshape(-1, 1))  # the others mirror these
        self.register_buffer("bands", detector.bands[torch.from_numpy(np.minimum(bin, SIZE // 2).reshape(-1))] * used)

    def complex(self, name, turns):
        self.register_buffer(name + "_re", torch.from_numpy(np.cos(2 * np.pi * turns)).float())
        self.register_buffer(name + "_im", torch.from_numpy(-np.sin(2 * np.pi * turns)).float())

    def forward(self, audio, first, second):
        """audio [batch, 512] and the states to speech [batch, 1] and the states."""
        d = self.detector
        x = torch.relu(d.inner(scaled(self.power(audio) @ self.bands)))
        a = d.first.step(x, first)
        b = d.second.step(a, second)
        return torch.sigmoid(d.outer(b)), a, b

    def power(self, audio):
        x = (audio * self.window).reshape(-1, ROWS, COLUMNS)
        re, im = self.rows_re @ x, self.rows_im @ x
        re, im = re * self.twiddle_re - im * self.twiddle_im, re * self.twiddle_im + im * self.twiddle_re
        re, im = re @ self.columns_re - im @ self.columns_im, re @ self.columns_im + im @ self.columns_re
        return (re * re + im * im).reshape(-1, SIZE)


def scaled(power):
    """The logarithm of a power, within about -2.5 and 3.5."""
    return (torch.log(power + FLOOR) + 4) * 0.25
