"""Greedy decoding of whole batches, and the word error rate: what trainings are watched and measured with."""
import torch


def ctc(network, encoded, frames):
    """The best token of every frame, repetitions and blanks left out: a list for each item."""
    best = network.ctc(encoded).argmax(2).tolist()
    found = []
    for row, count in zip(best, frames.tolist()):
        row = row[:count]
        found.append([token for before, token in zip([None, *row], row) if token != before and token != network.shape.vocabulary])
    return found


def transducer(network, encoded, frames, most=10):
    """At each frame the best token, again until it is the blank or 'most' have come; a list for each item."""
    blank, found = network.shape.vocabulary, [[] for _ in encoded]
    out, state = network.prediction(network.embedding(torch.full((len(encoded), 1), blank, device=encoded.device)))
    for t in range(encoded.shape[1]):
        for _ in range(most):
            best = network.joint(encoded[:, t:t + 1], out)[:, 0, 0].argmax(1)
            spoken = torch.nonzero((best != blank) & (t < frames))[:, 0]
            if len(spoken) == 0:
                break
            for i in spoken.tolist():
                found[i].append(int(best[i]))
            new, (h, c) = network.prediction(network.embedding(best[spoken, None]), tuple(s[:, spoken] for s in state))
            out[spoken], state[0][:, spoken], state[1][:, spoken] = new, h, c
    return found


def errors(said, heard):
    """The fewest substitutions, deletions and insertions between two lists (Levenshtein 1966)."""
    row = list(range(len(heard) + 1))
    for i, one in enumerate(said):
        above, row[0] = row[0], i + 1
        for j, other in enumerate(heard):
            above, row[j + 1] = row[j + 1], min(above + (one != other), row[j] + 1, row[j + 1] + 1)
    return row[-1]


DECODERS = dict(ctc=ctc, transducer=transducer)


def heard(network, items, lookahead, decoders=DECODERS, size=None):
    """What each decoder finds in features [frames, mels], of whole utterances under the mask of a lookahead, which streaming equals; lists by decoder."""
    found, device = {name: [None] * len(items) for name in decoders}, next(network.parameters()).device
    size = size or (32 if device.type == "cpu" else 200)
    order = sorted(range(len(items)), key=lambda i: len(items[i]))
    with torch.no_grad():
        for first in range(0, len(order), size):
            chosen = order[first:first + size]
            features = torch.nn.utils.rnn.pad_sequence([torch.from_numpy(items[i]) for i in chosen], batch_first=True)
            encoded, frames = network.encode(features.to(device), torch.tensor([len(items[i]) for i in chosen], device=device), lookahead)
            for name, decoder in decoders.items():
                for i, words in zip(chosen, decoder(network, encoded, frames)):
                    found[name][i] = words
    return found


def word_error_rate(said, found):
    return sum(map(errors, said, found)) / sum(map(len, said))
