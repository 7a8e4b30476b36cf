"""A speech enhancer: gains for the bins of one spectrum at a time, from what two recurrent layers remember. Causal, no frame ahead."""
import torch
from torch import nn

from recipe.gru import Gru
from recipe.spectra import BINS, bands

FLOOR = 1e-6  # power of a bin below which nothing is heard: white noise at -84 dBFS
BANDS, UNITS = 64, 128


class Denoiser(nn.Module):
    """
    Log band powers go through two GRUs, which set a threshold for each bin. The bin's own level, its neighbours' and that of the frame before are compared with
    it and give the gain: as a Wiener gain compares a level with that of the noise, only learned.
    """

    def __init__(self):
        super().__init__()
        self.register_buffer("bands", bands(BANDS))
        self.inner = nn.Linear(BANDS, UNITS)
        self.first = Gru(UNITS, UNITS)
        self.second = Gru(UNITS, UNITS)
        self.threshold = nn.Linear(UNITS, BINS)
        self.own, self.before, self.beside = (nn.Parameter(torch.full((BINS,), w)) for w in (2.0, 0.5, 0.5))

    def forward(self, power):
        """Power [batch, frames, bins] to gains of the same shape."""
        level = scaled(power)
        a, _ = self.first(torch.relu(self.inner(scaled(power @ self.bands))))
        b, _ = self.second(a)
        before = torch.cat([torch.zeros_like(level[:, :1]), level[:, :-1]], 1)
        return self.gain(level, before, a + b)

    def step(self, spectrum, first, second, level):
        """One frame: spectrum [batch, 257, 1, 2] and the states to the clean spectrum and the states."""
        power = (spectrum * spectrum).sum(3).reshape(-1, BINS)
        now = scaled(power)
        a = self.first.step(torch.relu(self.inner(scaled(power @ self.bands))), first)
        b = self.second.step(a, second)
        return spectrum * self.gain(now, level, a + b).reshape(-1, BINS, 1, 1), a, b, now

    def gain(self, level, before, heard):
        beside = torch.cat([level[..., 1:], level[..., -1:]], -1) + torch.cat([level[..., :1], level[..., :-1]], -1)
        return torch.sigmoid(self.own * level + self.before * before + self.beside * beside - self.threshold(heard))


def scaled(power):
    """The logarithm of a power, within about -2.5 and 3.5."""
    return (torch.log(power + FLOOR) + 4) * 0.25
