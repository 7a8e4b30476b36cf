#!/usr/bin/env python3
"""Writes what the tiny recogniser of export.py makes of noise, whole, as raw float32: /usr/bin/python3 models/fastconformer/golden.py --out tests/speech/models/golden"""
import argparse
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from fastconformer.export import TINY, random  # noqa: E402

FRAMES = 150


@torch.no_grad()
def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", required=True)
    out = pathlib.Path(options.parse_args().out)
    out.mkdir(parents=True, exist_ok=True)
    recogniser, features = random(TINY), torch.randn(FRAMES, TINY.mels) * 3 - 8
    write(out / "features.f32", features)
    for lookahead in TINY.lookaheads:
        encoded, _ = recogniser.encode(features[None], torch.tensor([FRAMES]), lookahead)
        write(out / f"encoded-{lookahead}.f32", encoded)
        write(out / f"logprobs-{lookahead}.f32", recogniser.ctc(encoded))


def write(path, values):
    path.write_bytes(values.numpy().astype("<f4").tobytes())


if __name__ == "__main__":
    main()
