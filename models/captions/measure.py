"""How often the recogniser is wrong: on recordings, words, voices and noise that no training saw."""
import numpy as np

from fastconformer.decoding import heard, word_error_rate
from recipe import noise

from . import corpus, strings

LEVEL = 0.3  # the peak of a string


def digits(data, indices, count, seed, only=None, snr=20):
    """
    Strings of 3 to 9 digits of one speaker each, pauses of 0 to 0.8 s, noise of all generated kinds at a ratio in dB: features, and the words' numbers. Clips are
    as they were recorded, with what is before and after the word.
    """
    speakers = corpus.fsdd(data, indices, cut=False)
    pools = [clips for name, clips in speakers.items() if only in (None, name)]
    rng = np.random.default_rng(seed)
    return [string(rng, pools[i % len(pools)], rng.integers(3, 10), snr, noise.MADE[kind]) for i, kind in zip(range(count), kinds())]


def kinds():
    while True:
        yield from noise.MADE


def string(rng, clips, words, snr, made):
    chosen = [clips[i] for i in rng.integers(len(clips), size=words)]
    signal = strings.spread([clip.samples for clip in chosen], rng.uniform(0.2, 1), 0.7, lambda: rng.uniform(0, 0.8))
    signal = signal * np.float32(LEVEL / np.abs(signal).max())
    return strings.features(strings.add_noise(signal, made(rng, len(signal)), snr)), [number for clip in chosen for number in clip.words]


def alone(clips, seed=7, snr=20):
    """Every clip by itself, in noise."""
    rng = np.random.default_rng(seed)
    return [string(rng, [clip], 1, snr, noise.MADE[kind]) for clip, kind in zip(clips, kinds())]


def rates(network, trials, lookaheads):
    """The word error rate by lookahead and decoder."""
    items, said = zip(*trials)
    return {lookahead: {name: word_error_rate(said, found) for name, found in heard(network, items, lookahead).items()} for lookahead in lookaheads}


def show(title, found):
    print(title)
    for lookahead, by in found.items():
        print(f"  {lookahead * 80:5d} ms   " + "   ".join(f"{name} {100 * rate:6.2f} %" for name, rate in by.items()), flush=True)


def measure(network, data, cache, lookaheads=(0, 1, 6, 13), without=None):
    """Shows how often it is wrong; gives what a card says of it, by what was measured."""
    card, default = {}, lookaheads[len(lookaheads) > 1]

    def take(title, trials, named="", which=()):
        found = rates(network, trials, lookaheads)
        show(title, found)
        card.update({f"wrong {named}, {lookahead * 80} ms ahead, {name}": f"{100 * rate:.1f} %" for lookahead in which for name, rate in found[lookahead].items()})

    trials = digits(data, corpus.TEST, 600, 7)
    take(f"{len(trials)} strings, {sum(len(words) for _, words in trials)} digits of kept-out recordings, 20 dB", trials, "words in strings of 3 to 9 digits, kept-out recordings, 20 dB", lookaheads)
    if without:
        take(f"300 strings of {without}, who was left out", digits(data, corpus.TEST, 300, 8, without))
    words = alone(corpus.alphanumeric(data)[corpus.LETTERS_TEST])
    take(f"{len(words)} words alone, digits and letters, of a speaker ({corpus.LETTERS_TEST}) who was left out", words, "digits and letters said alone by someone who was left out", [default])
    single, connected = corpus.synthetic(cache, test=True)
    take(f"{len(single)} words alone of espeak-ng in kept-out voices", alone(single))
    take(f"{len(connected)} strings of espeak-ng in kept-out voices", alone(connected), "words in strings of digits and letters, espeak-ng in kept-out voices", [default])
    for snr in (60, 10, 5):
        take(f"the strings of digits at {snr} dB", digits(data, corpus.TEST, 600, 7, snr=snr))
    return card
