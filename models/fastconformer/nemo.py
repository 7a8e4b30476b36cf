"""
The encoder as NeMo exports it (cache-aware streaming, NVIDIA NeMo 2.x): what is remembered of attention is its input, so keys and values of the past are projected in every step.
It equals the whole utterance (proof.py).

A step reads a window [batch, mels, 9 + 8T] whose first 9 frames were read before, and drops the first 2 outputs. The first step of a stream reads [batch, mels, 1 + 8R], R the
lookahead, and drops none: a graph of its own. Without lookahead the second step has only one frame before it, and takes that graph too: frames 0 to 8, and drops the output that
is remembered. (Padded instead, as NeMo's own tools do, rows before the beginning are not nothing after the first convolution.)
"""
import torch
from torch import nn

from .network import sinusoids, within

AGAIN = 9  # mel frames of a window that were read before
EARLY = 2  # encoder frames before which a stream has fewer
AFTER = ["cache_last_channel_next", "cache_last_time_next", "cache_last_channel_next_len"]
# What only this form and whole utterances need, which run where there is a processor.
OPERATORS = frozenset("And ConstantOfShape Equal Expand GreaterOrEqual Less Neg Not Or Pad Range ScatterND Where".split())


def states(shape):
    """What is remembered of each session, [batch, ...], by name; all begin as zeros."""
    return {
        "cache_last_channel": (shape.layers, shape.left, shape.width),
        "cache_last_time": (shape.layers, shape.width, shape.kernel - 1),
        "cache_last_channel_len": (),
    }


def after(name):
    """The output that a state comes back from."""
    return "cache_last_channel_next_len" if name == "cache_last_channel_len" else f"{name}_next"


class Nemo(nn.Module):
    """A trained recogniser's encoder with the CTC head, for windows from a stream's beginning or for all others."""

    def __init__(self, recognizer, first):
        super().__init__()
        self.recognizer, self.shape, self.first = recognizer, recognizer.shape, first
        self.most = max(self.shape.lookaheads) + 1
        self.register_buffer("positions", sinusoids(self.shape.left + self.most - 1, -self.most, self.shape.width))
        self.eval()

    def forward(self, audio_signal, length, channel, time, channel_length):
        """Gives encoded [batch, width, T] and its lengths, and what is remembered; log probabilities [batch, T, vocabulary + 1] last."""
        shape = self.shape
        x, length = self.recognizer.subsampling(audio_signal.transpose(1, 2), length)
        drop = channel_length[0] if self.first else 2
        x, length = x[:, drop:] * shape.width ** 0.5, torch.clamp(length - drop, min=0)
        frames = x.shape[1]
        positions = self.positions[self.most - frames:self.most + shape.left + frames]
        places = torch.arange(shape.left + frames)
        hidden = ((places < shape.left - channel_length[:, None]) | (places >= shape.left + length[:, None]))[:, None, None]
        valid = within(length, frames)[:, :, None]
        channels, times = [], []
        for i, layer in enumerate(self.recognizer.layers):
            x = x + 0.5 * layer.before(x)
            y, kept = self.attend(layer.attention, x, channel[:, i], positions, hidden)
            channels.append(kept)
            x = x + y
            y, kept = self.convolve(layer.convolution, x, time[:, i], valid)
            times.append(kept)
            x = x + y
            x = layer.norm(x + 0.5 * layer.after(x))
        remembered = torch.stack(channels, 1), torch.stack(times, 1), torch.clamp(channel_length + frames, max=shape.left)
        return x.transpose(1, 2), length, *remembered, self.recognizer.ctc(x)

    def attend(self, attention, x, before, positions, hidden):
        x = attention.norm(x)
        every = torch.cat([before, x], 1)
        return attention.attend(attention.query(x), attention.key(every), attention.value(every), positions, hidden), every[:, -self.shape.left:]

    def convolve(self, convolution, x, before, valid):
        x = torch.cat([before.transpose(1, 2), convolution.gated(x) * valid], 1)
        return convolution.convolve(x), x[:, 1 - self.shape.kernel:].transpose(1, 2)
