"""
The encoder as it streams, in our own form: T frames a step, by what it remembers of those before. Keys and values are kept as attention uses them, positions are constants,
what a step needs of masks is made once, and scales lie in the weights. It equals the whole utterance (proof.py).

Keys and values lie in rings: a step writes its frames over the oldest, in place, and moves nothing else. A ring has room for what attention sees of the past and for the longest
step; attention does not mind the order, so only positions and masks are turned to where the ring stands. Each row of a batch stands where its session does.

A step reads 8T mel frames [batch, 8T, mels], of which `length` [batch] count: T is 1 plus the lookahead, and may be another in every step. The first step of a stream begins
with 7 frames that do not exist; it is known by what is remembered having no length, and rows before the stream's beginning are nothing after every convolution.
"""
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional

from .network import sinusoids

BEFORE = 7  # mel frames before a stream's first that its first step holds


def states(shape):
    """What is remembered of each session, [batch, ...], by name; all begin as zeros."""
    first, second, _ = shape.bands
    every = {
        "cache_mel": (1, shape.mels),
        "cache_sub1": (shape.subsampling, 1, first),
        "cache_sub2": (shape.subsampling, 1, second),
        "cache_length": (),
    }
    for i in range(shape.layers):
        every[f"cache_key_{i}"] = (shape.heads, ring(shape), shape.head)
        every[f"cache_value_{i}"] = (shape.heads, ring(shape), shape.head)
        every[f"cache_conv_{i}"] = (shape.width, shape.kernel - 1)
    return every


def ring(shape):
    """Places of a ring: the past that attention sees, and the longest step."""
    return shape.left + max(shape.lookaheads) + 1


class Written(torch.autograd.Function):
    """Rows written into a ring [batch, heads, places, head] where an index [batch, heads, frames, 3] says: one operator of ONNX, whose result may take the place of what it reads."""

    @staticmethod
    def forward(_, ring, places, rows):
        ring = ring.clone()
        ring[places[..., 0], places[..., 1], places[..., 2]] = rows
        return ring

    @staticmethod
    def symbolic(graph, ring, places, rows):
        return graph.op("ScatterND", ring, places, rows).setType(ring.type())


def linear(weight, bias):
    """A layer of given weights."""
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight, made.bias = nn.Parameter(weight.detach().clone()), nn.Parameter(bias.detach().clone())
    return made


class Attention(nn.Module):
    """An attention whose queries come scaled, and whose positions are projected already, for as many frames a step as most."""

    def __init__(self, trained, shape):
        super().__init__()
        self.shape, scale, most = shape, shape.head ** -0.5, max(shape.lookaheads) + 1
        self.norm, self.out = trained.norm, trained.out
        parts = [(trained.query, scale), (trained.key, 1), (trained.value, 1)]
        self.project = linear(torch.cat([part.weight * by for part, by in parts]), torch.cat([part.bias * by for part, by in parts]))
        self.register_buffer("content_bias", trained.content_bias.detach()[:, None] * scale)
        self.register_buffer("position_bias", trained.position_bias.detach()[:, None] * scale)
        projected = trained.position(sinusoids(shape.left + most - 1, -most, shape.width)).detach()
        self.register_buffer("positions", projected.unflatten(1, (shape.heads, shape.head)).permute(1, 2, 0).contiguous())  # [heads, head, positions]

    def forward(self, x, turned, key, value, batch):
        """x [batch * frames, width]; turned says where the rings stand; key and value as remembered. Gives what is added to x, and both anew."""
        shape = self.shape
        q, k, v = self.project(self.norm(x)).reshape(batch, -1, 3 * shape.heads, shape.head).transpose(1, 2).split(shape.heads, 1)
        key, value = Written.apply(key, turned.places, k), Written.apply(value, turned.places, v)
        position = ((q + self.position_bias) @ self.positions).gather(3, turned.positions)
        scores = (key @ (q + self.content_bias).transpose(2, 3)).transpose(2, 3) + position + turned.unseen
        return self.out((scores.softmax(-1) @ value).transpose(1, 2).reshape(-1, shape.width)), key, value


class Convolution(nn.Module):
    """The convolution module; with a dimension more, for which ONNX Runtime's convolution of single channels is several times as fast."""

    def __init__(self, trained, shape):
        super().__init__()
        self.trained, self.kept = trained, shape.kernel - 1

    def forward(self, x, before, batch):
        trained, width = self.trained, self.trained.depthwise.groups
        x = torch.cat([before, trained.gated(x).reshape(batch, -1, width).transpose(1, 2)], 2)
        y = functional.conv2d(x.unsqueeze(2), trained.depthwise.weight.unsqueeze(2), trained.depthwise.bias, groups=width)
        y = functional.silu(trained.inner(y.squeeze(2).transpose(1, 2).reshape(-1, width)))
        return trained.out(y), x[:, :, -self.kept:]


class FeedForward(nn.Module):
    """Half of a feed-forward layer's output, which is what a Conformer adds."""

    def __init__(self, trained):
        super().__init__()
        last = trained[4]
        self.norm, self.first, self.last = trained[0], trained[1], linear(0.5 * last.weight, 0.5 * last.bias)

    def forward(self, x):
        return self.last(functional.silu(self.first(self.norm(x))))


class Layer(nn.Module):
    def __init__(self, trained, shape):
        super().__init__()
        self.before, self.after, self.norm = FeedForward(trained.before), FeedForward(trained.after), trained.norm
        self.attention, self.convolution = Attention(trained.attention, shape), Convolution(trained.convolution, shape)

    def forward(self, x, turned, key, value, conv, batch):
        x = x + self.before(x)
        y, key, value = self.attention(x, turned, key, value, batch)
        x = x + y
        y, conv = self.convolution(x, conv, batch)
        x = x + y
        return self.norm(x + self.after(x)), key, value, conv


class Cached(nn.Module):
    """A trained recogniser's encoder, with the CTC head."""

    def __init__(self, recognizer):
        super().__init__()
        self.shape = shape = recognizer.shape
        self.subsampling, self.tokens = recognizer.subsampling, recognizer.tokens
        out = self.subsampling.out
        self.into = linear(out.weight * shape.width ** 0.5, out.bias * shape.width ** 0.5)
        self.layers = nn.ModuleList([Layer(layer, shape) for layer in recognizer.layers])
        self.register_buffer("rows", torch.arange(8.0 * (max(shape.lookaheads) + 1)))
        self.size = ring(shape)
        self.register_buffer("ring", torch.arange(float(self.size)))
        self.register_buffer("heads", torch.arange(shape.heads)[:, None, None])
        self.register_buffer("axes", torch.eye(3, dtype=torch.int64))
        self.eval()

    def forward(self, features, length, mel, sub1, sub2, cached, *layers):
        """Gives encoded [batch, T, width], log probabilities [batch, T, vocabulary + 1], and what is remembered, in the order of states()."""
        batch, shape = features.shape[0], self.shape
        valid, ends, kept = self.masks(length[:, None].float(), cached[:, None].float(), features.shape[1])
        x = (features * valid[:, :, None])[:, None]
        x, mel = self.stage(0, x, mel[:, None])
        x, sub1 = self.stage(1, x * (ends[:, ::2] * kept[:, 1::2])[:, None, :, None], sub1)
        x, sub2 = self.stage(2, x * (ends[:, ::4] * kept[:, 3::4])[:, None, :, None], sub2)
        turned = self.turned(cached[:, None].float(), length[:, None].float(), batch, x.shape[2])
        remembered = [mel[:, 0], sub1, sub2, self.counted(cached + x.shape[2])]
        x = self.into(x.transpose(1, 2).reshape(-1, shape.subsampling * shape.bands[2]))
        for layer, (key, value, conv) in zip(self.layers, zip(*(iter(layers),) * 3)):
            x, *after = layer(x, turned, key, value, conv, batch)
            remembered += after
        tokens = self.tokens(x)
        logs = tokens - tokens.logsumexp(-1, keepdim=True)  # WebGPU has no LogSoftmax
        return x.reshape(batch, -1, shape.width), logs.reshape(batch, -1, shape.vocabulary + 1), *remembered

    def stage(self, i, x, before):
        """One convolution of x [batch, channels, rows, bands] behind the row before it; also the row before the next step's."""
        return self.subsampling.stage(i, torch.cat([before, x], 2), (0, 0)), x[:, :, -1:]

    def masks(self, length, cached, count):
        """
        1 where a mel frame [batch, count] is one; besides, alone, that it is before the end, and after the beginning. Of the rows after a convolution, row i stands for frames
        2i and 2i + 1: it ends with the former and begins with the latter.
        """
        rows = self.rows[:count]
        ends = torch.clamp(length - rows, 0, 1)
        begins = torch.clamp(rows + 1 - BEFORE * torch.clamp(1 - cached, min=0), 0, 1)
        return ends * begins, ends, begins

    def counted(self, frames):
        """Frames so far, less whole turns of the ring where attention sees the same without them: a number that tells how many there are to see, and where the ring stands."""
        return frames - self.size * torch.clamp(frames + 1 - self.shape.left - self.size, 0, 1)

    def turned(self, cached, length, batch, frames):
        """Where the rings stand in a step of so many frames: where it writes, at which positions the frames of a ring's places are, and what is added to the scores of those not seen."""
        size, left = self.size, self.shape.left
        first = cached - size * torch.clamp(cached + 1 - size, 0, 1)
        steps = self.rows[:frames]
        places = first + steps
        places = (places - size * torch.clamp(places + 1 - size, 0, 1)).long()
        age = first + frames - 1 - self.ring  # in frames, 0 for the newest
        age = age - size * torch.clamp(age, -1, 0) - size * torch.clamp(age + 1 - size, 0, 1)
        seen = torch.clamp(torch.clamp(cached, max=left) + frames - age, 0, 1) * torch.clamp(length - 8 * (frames - 1 - age), 0, 1)
        seen = (seen[:, None, None] - 1) * 10000
        rows = torch.arange(batch)[:, None, None, None] * self.axes[0] + self.heads * self.axes[1] + places[:, None, :, None] * self.axes[2]
        return Turned(rows, ((size + frames - 2 - age)[:, None] - steps[:, None])[:, None].long() + 0 * self.heads, seen)


class Turned(NamedTuple):
    """Where rings stand."""
    places: torch.Tensor  # [batch, heads, frames, 3], where the frames of a step are written
    positions: torch.Tensor  # [batch, heads, frames, places], of every place as each frame sees it
    unseen: torch.Tensor  # [batch, 1, 1, places], what is added to scores
