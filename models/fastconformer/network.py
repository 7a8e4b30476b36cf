"""
The cache-aware streaming FastConformer with a CTC and an RNN-T head (Rekesh et al. 2023, arXiv:2305.05084; Noroozi et al. 2024, arXiv:2312.17279), whole utterances at once:
what it learns with, and what its streaming forms are held against. Any size; a frame of it is 80 ms.
"""
import dataclasses
import math

import torch
from torch import nn
from torch.nn import functional


@dataclasses.dataclass(frozen=True)
class Shape:
    mels: int = 80
    width: int = 128
    layers: int = 5
    heads: int = 4
    ff: int = 4  # the feed-forward layers' width, in widths
    kernel: int = 9
    subsampling: int = 64  # channels of the first convolutions
    left: int = 70  # frames of the past that attention sees
    lookaheads: tuple = (1, 0, 6, 13)  # frames of the future, the default first; left is a multiple of each plus one
    vocabulary: int = 36  # without the blank, which comes last
    prediction: int = 128
    prediction_layers: int = 1
    joint: int = 128

    @property
    def head(self):
        return self.width // self.heads

    @property
    def bands(self):
        """Frequencies after each of the three convolutions."""
        first = self.mels // 2 + 1
        second = first // 2 + 1
        return first, second, second // 2 + 1


LARGE = Shape(width=512, layers=17, heads=8, subsampling=256, vocabulary=1024, prediction=640, joint=640)  # of about 114 M parameters, as published


def subsampled(lengths):
    """Frames after the three convolutions of stride 2: (length + 14) // 8."""
    for _ in range(3):
        lengths = lengths // 2 + 1
    return lengths


def within(lengths, count):
    """1 where a row still has a frame: [batch, count]."""
    return (torch.arange(count, device=lengths.device) < lengths[:, None]).float()


def sinusoids(first, last, width):
    """Encodings of the relative positions first, first - 1 ... last: [count, width], sines at even places."""
    angles = torch.arange(first, last - 1, -1.0)[:, None] * torch.exp(torch.arange(0, width, 2) * (-math.log(10000) / width))
    return torch.stack([angles.sin(), angles.cos()], 2).reshape(-1, width)


class Padded(torch.autograd.Function):
    """A convolution of kernel 3 and stride 2 with zeros around, given as (before, after) for frames and bands: one operator of ONNX, which PyTorch has not."""

    @staticmethod
    def forward(_, x, weight, bias, groups, frames, bands):
        return functional.conv2d(functional.pad(x, (*bands, *frames)), weight, bias, 2, groups=groups)

    @staticmethod
    def symbolic(graph, x, weight, bias, groups, frames, bands):
        return graph.op("Conv", x, weight, bias, kernel_shape_i=[3, 3], strides_i=[2, 2], pads_i=[frames[0], bands[0], frames[1], bands[1]], group_i=groups)


def padded(convolution, x, frames, bands):
    """The same, as it learns or as it is exported."""
    if torch.onnx.is_in_onnx_export():
        return Padded.apply(x, convolution.weight, convolution.bias, convolution.groups, frames, bands)
    return convolution(functional.pad(x, (*bands, *frames)))


class Subsampling(nn.Module):
    """Eight mel frames to one: output j sees frames 8j - 14 to 8j. Rows end with their length after every convolution."""

    def __init__(self, shape):
        super().__init__()
        channels = shape.subsampling
        self.depthwise = nn.ModuleList([nn.Conv2d(1, channels, 3, 2)] + [nn.Conv2d(channels, channels, 3, 2, groups=channels) for _ in range(2)])
        self.pointwise = nn.ModuleList([nn.Conv2d(channels, channels, 1) for _ in range(2)])
        self.out = nn.Linear(channels * shape.bands[2], shape.width)

    def stage(self, i, x, frames):
        """One convolution over x [batch, channels, frames, bands], with so many frames of zeros (before, after)."""
        x = padded(self.depthwise[i], x, frames, (2, 1))
        return functional.relu(self.pointwise[i - 1](x) if i > 0 else x)

    def flat(self, x):
        """[batch, channels, frames, bands] to [batch, frames, width]."""
        return self.out(x.transpose(1, 2).flatten(2))

    def forward(self, features, lengths):
        x = (features * within(lengths, features.shape[1])[:, :, None])[:, None]
        for i in range(3):
            x, lengths = self.stage(i, x, (2, 1)), lengths // 2 + 1
            x = x * within(lengths, x.shape[2])[:, None, :, None]
        return self.flat(x), lengths


class FeedForward(nn.Sequential):
    def __init__(self, shape, dropout):
        width = shape.width
        super().__init__(nn.LayerNorm(width), nn.Linear(width, width * shape.ff), nn.SiLU(), nn.Dropout(dropout), nn.Linear(width * shape.ff, width), nn.Dropout(dropout))


class Attention(nn.Module):
    """Self-attention with relative positions (Dai et al. 2019, Transformer-XL), its two biases learnt layer by layer."""

    def __init__(self, shape, dropout):
        super().__init__()
        self.heads, self.head = shape.heads, shape.head
        self.norm = nn.LayerNorm(shape.width)
        self.query, self.key, self.value, self.out = (nn.Linear(shape.width, shape.width) for _ in range(4))
        self.position = nn.Linear(shape.width, shape.width, bias=False)
        self.content_bias = nn.Parameter(torch.zeros(shape.heads, shape.head))
        self.position_bias = nn.Parameter(torch.zeros(shape.heads, shape.head))
        self.dropout, self.dropped = nn.Dropout(dropout), nn.Dropout(dropout)

    def split(self, x):
        """[batch, frames, width] to [batch, heads, frames, head]."""
        return x.reshape(*x.shape[:-1], self.heads, self.head).transpose(-3, -2)

    def attend(self, query, key, value, positions, hidden):
        """
        query [batch, frames, width]; key and value [batch, keys, width], of which the last frames are the queries' own; positions [relative, width] encode keys - 1 and each
        number below it down to at least -frames, or to where nothing is seen; hidden [batch, 1, frames or 1, keys] is true where a key is not seen.
        """
        scale = self.head ** -0.5
        q, k, v = (self.split(x) for x in (query * scale, key, value))
        content = (q + scale * self.content_bias[:, None]) @ k.transpose(-1, -2)
        place = (q + scale * self.position_bias[:, None]) @ self.split(self.position(positions)).transpose(-1, -2)
        scores = (content + shifted(place, k.shape[-2])).masked_fill(hidden, -10000.0)
        weights = self.dropout(scores.softmax(-1))
        return self.dropped(self.out((weights @ v).transpose(1, 2).flatten(2)))

    def forward(self, x, positions, hidden):
        x = self.norm(x)
        return self.attend(self.query(x), self.key(x), self.value(x), positions, hidden)


def shifted(place, keys):
    """
    Scores of relative positions [..., frames, relative], from keys - 1 downwards, as scores of keys [..., frames, keys]: a row begins one place later than the next frame's.
    Read as rows one shorter than they are, they slide by one each, so it takes no index.
    """
    *rest, frames, relative = place.shape
    shorter = relative - 1
    return place.reshape(*rest, -1)[..., frames - 1:frames - 1 + frames * shorter].reshape(*rest, frames, shorter)[..., :keys]


class Convolution(nn.Module):
    """The convolution module, causal, with LayerNorm where the Conformer has BatchNorm."""

    def __init__(self, shape, dropout):
        super().__init__()
        width = shape.width
        self.norm, self.inner = nn.LayerNorm(width), nn.LayerNorm(width)
        self.into, self.out = nn.Linear(width, 2 * width), nn.Linear(width, width)
        self.depthwise = nn.Conv1d(width, width, shape.kernel, groups=width)
        self.dropped = nn.Dropout(dropout)

    def gated(self, x):
        """[batch, frames, width] to what the convolution reads, and remembers kernel - 1 frames of."""
        return functional.glu(self.into(self.norm(x)))

    def convolve(self, x):
        """x [batch, kernel - 1 + frames, width] with the frames before, to [batch, frames, width]."""
        x = self.depthwise(x.transpose(1, 2)).transpose(1, 2)
        return self.dropped(self.out(functional.silu(self.inner(x))))

    def forward(self, x, valid):
        return self.convolve(functional.pad(self.gated(x) * valid, (0, 0, self.depthwise.kernel_size[0] - 1, 0)))


class Layer(nn.Module):
    def __init__(self, shape, dropout):
        super().__init__()
        self.before, self.after = FeedForward(shape, dropout), FeedForward(shape, dropout)
        self.attention, self.convolution = Attention(shape, dropout), Convolution(shape, dropout)
        self.norm = nn.LayerNorm(shape.width)

    def forward(self, x, positions, hidden, valid):
        x = x + 0.5 * self.before(x)
        x = x + self.attention(x, positions, hidden)
        x = x + self.convolution(x, valid)
        return self.norm(x + 0.5 * self.after(x))


class Recognizer(nn.Module):
    def __init__(self, shape, dropout=0.1, forgets=None):
        """forgets: the dropout of the prediction network's output, if it is another."""
        super().__init__()
        self.shape = shape
        self.subsampling = Subsampling(shape)
        self.layers = nn.ModuleList([Layer(shape, dropout) for _ in range(shape.layers)])
        self.tokens = nn.Linear(shape.width, shape.vocabulary + 1)  # of CTC
        self.embedding = nn.Embedding(shape.vocabulary + 1, shape.prediction, padding_idx=shape.vocabulary)  # the blank's is zero
        self.prediction = nn.LSTM(shape.prediction, shape.prediction, shape.prediction_layers, batch_first=True)
        self.of_encoded, self.of_predicted = nn.Linear(shape.width, shape.joint), nn.Linear(shape.prediction, shape.joint)
        self.joined = nn.Linear(shape.joint, shape.vocabulary + 1)
        self.dropout, self.forgets = nn.Dropout(dropout), nn.Dropout(dropout if forgets is None else forgets)

    def hidden(self, lengths, count, lookahead):
        """
        True where a frame does not see another, [batch, 1, count, count]: frames stand in chunks of lookahead + 1; a frame sees its own chunk, and those that begin at most
        left frames before it ("chunked_limited" of the paper), up to the row's length.
        """
        chunk = torch.arange(count, device=lengths.device) // (lookahead + 1)
        before = chunk[:, None] - chunk
        seen = (before >= 0) & (before <= self.shape.left // (lookahead + 1))
        return ~(seen & (within(lengths, count) > 0)[:, None, None])

    def encode(self, features, lengths, lookahead):
        """Log-mel features [batch, frames, mels] with their lengths [batch] to [batch, (frames + 14) // 8, width] and its lengths; lookahead in frames of 80 ms."""
        x, lengths = self.subsampling(features, lengths)
        count = x.shape[1]
        x = self.dropout(x * self.shape.width ** 0.5)
        positions = sinusoids(count - 1, -max(self.shape.lookaheads) - 1, self.shape.width).to(x)  # further ahead nothing is seen
        hidden, valid = self.hidden(lengths, count, lookahead), within(lengths, count)[:, :, None]
        for layer in self.layers:
            x = layer(x, positions, hidden, valid)
        return x, lengths

    def ctc(self, encoded):
        """[batch, frames, width] to log probabilities [batch, frames, vocabulary + 1], the blank last."""
        return self.tokens(encoded).log_softmax(-1)

    def predict(self, targets):
        """Tokens [batch, count] to the prediction network's outputs [batch, count + 1, prediction], the first before any token."""
        return self.forgets(self.prediction(functional.pad(self.embedding(targets), (0, 0, 1, 0)))[0])

    def joint(self, encoded, predicted):
        """[batch, frames, width] and [batch, count, prediction] to logits [batch, frames, count, vocabulary + 1]."""
        return self.joined(functional.relu(self.of_encoded(encoded)[:, :, None] + self.of_predicted(predicted)[:, None]))
