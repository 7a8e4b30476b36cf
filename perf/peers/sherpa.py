#!/usr/bin/env python3
"""
Captions beside sherpa-onnx, the same weights in both: /usr/bin/python3 perf/peers/sherpa.py --data ../shared/data --sherpa FOLDER --model EXPORT

FOLDER is where `npm install sherpa-onnx-node` was run, EXPORT what models/fastconformer/export.py --form sherpa --lookahead 1 wrote of the shipped checkpoint.
Strings of kept-out digits begin and end without a pause, in noise at 20 dB; processor time is that of a long recording less that of one a fifth as long, so that neither a start counts nor what is compiled anew in the first second.
"""
import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

import numpy as np
import soundfile

HOME = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "models"))

from captions import corpus  # noqa: E402
from captions.words import WORDS  # noqa: E402

GRAPH = """
graph: peer
nodes:
  source:   {{ node: files.recording, path: unset }}
  features: {{ node: dsp.mel, convention: nemo }}
  encoder:  {{ node: speech.encoder, model: {model}, lookahead: 80 }}
  text:     {{ node: speech.transducer, model: {model} }}
  file:     {{ node: record.txt, path: unset }}
links: [source > features > encoder.features, encoder.encoded > text.encoded, text.utterances > file]
"""


def string(rng, clips, count, around):
    """Digits of one speaker: samples and words."""
    chosen = [clips[i] for i in rng.integers(len(clips), size=count)]
    still = lambda seconds: np.zeros(int(seconds * 16000), np.float32)  # noqa: E731
    parts = [still(around)]
    for clip in chosen:
        parts += [clip.samples / np.abs(clip.samples).max() * np.float32(0.3), still(rng.uniform(0.05, 0.6))]
    parts[-1] = still(around)
    signal = np.concatenate(parts)
    said = signal[signal != 0]
    return signal + rng.normal(0, 0.1 * np.sqrt(np.mean(said ** 2)), len(signal)), [WORDS[clip.words[0]] for clip in chosen]


def write(path, signal):
    soundfile.write(path, np.clip(signal, -1, 1), 16000, subtype="PCM_16")


def distance(said, heard):
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        above, row[0] = row[:], i
        for j, other in enumerate(heard, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (word != other))
    return row[-1]


def run(command):
    """What it says, and its processor time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return said, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "sherpa", "model"):
        options.add_argument("--" + name, required=True)
    options = options.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "graph.yaml").write_text(GRAPH.format(model=HOME / "models/captions"))
    os.environ["NODE_PATH"] = str(pathlib.Path(options.sherpa, "node_modules"))
    rng, speakers = np.random.default_rng(11), list(corpus.fsdd(options.data, corpus.TEST).values())

    def ours(path):
        text = path.with_suffix(".txt")
        text.unlink(missing_ok=True)
        _, spent = run(["dotnet", str(HOME / "hosts/cli/bin/Release/net10.0/streaming.dll"), "run", str(folder), "--speed", "max", "--set", f"source.path={path}", "--set", f"file.path={text}"])
        return text.read_text().split(), spent

    def theirs(path):
        said, spent = run(["node", str(HOME / "perf/peers/sherpa.js"), options.model, "transducer", str(path)])
        return said.splitlines()[0].split(":", 1)[1].split(), spent

    trials = []
    for i in range(60):
        signal, words = string(rng, speakers[i % len(speakers)], rng.integers(3, 10), 0)
        trials.append((folder / f"{i}.wav", words))
        write(trials[-1][0], signal)
    long = np.concatenate([string(rng, speakers[i % len(speakers)], 6, 0.9)[0] for i in range(60)])
    write(folder / "short.wav", long)
    write(folder / "long.wav", np.tile(long, 5))
    for name, hear in (("ours", ours), ("sherpa-onnx", theirs)):
        heard = [(words, hear(path)[0]) for path, words in trials]
        wrong = sum(distance(*pair) for pair in heard) / sum(len(words) for words, _ in heard)
        first, last = (sum(found[at] == words[at] for words, found in heard if found) for at in (0, -1))
        costs = [(hear(folder / "long.wav")[1] - hear(folder / "short.wav")[1]) / (4 * len(long) / 16000) for _ in range(5)]
        print(f"{name}: {100 * wrong:.1f} % of words wrong; first word right in {first}, last in {last} of {len(heard)}; "
              f"{1000 * np.median(costs):.1f} ms of processor for a second ({1000 * min(costs):.1f} to {1000 * max(costs):.1f})", flush=True)


if __name__ == "__main__":
    main()
