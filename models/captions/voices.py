"""Speech of espeak-ng in many voices: words alone, and strings said in one breath, so that the model knows how neighbours change each other."""
import concurrent.futures
import io
import os
import pathlib
import subprocess

import numpy as np
import soundfile
from scipy.signal import resample_poly

from .words import DIGITS, NUMBER, WORDS

ACCENTS = ["en", "en-us", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-029", "en-us-nyc"]
VARIANTS = """
Alex Alicia Andrea Andy Annie Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario Michael Mike Nguyen RicishayMax2 Storm Tweaky anika announcer
antonio aunty belinda benjamin boris caleb david ed edward f1 f2 f3 f4 fast grandma grandpa gustave iven iven3 john kaukovalta klatt klatt2 klatt3
klatt5 linda m1 m2 m3 m4 m6 m7 m8 marcelo max michel miguel norbert pablo paul pedro quincy rob sandro shelby steph steph3 travis zac
""".split()
KEPT_OUT = "adam f5 m5 klatt4 victor steph2 edward2 robert".split()  # for the test
PLAIN = 0.3  # the share of clips in a voice as it is, without a variant


def say(text, voice, speed, pitch, gap):
    """Samples at 16 kHz; speed in words a minute, pitch 0 to 99, gap in units of 10 ms."""
    command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-g", str(gap), "--stdout", text]
    samples, rate = soundfile.read(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout), dtype="float32")
    return resample_poly(samples, 16000 // 50, rate // 50).astype(np.float32)


def spelt(words):
    """As espeak-ng must read it: letters in capitals, and 'a' by its sound, which it would take for the article."""
    return " ".join("[['eI]]" if word == "a" else word.upper() if len(word) == 1 else word for word in words)


def drawn(rng, words, variants):
    """What say() is told."""
    voice = ACCENTS[rng.integers(len(ACCENTS)) if rng.random() < 0.7 else rng.integers(2)]
    if variants is KEPT_OUT or rng.random() >= PLAIN:
        voice += "+" + variants[rng.integers(len(variants))]
    return spelt(words), voice, int(rng.uniform(110, 220)), int(rng.uniform(20, 80)), int(rng.choice([0, 0, 1, 3]))


def strings(rng, count):
    """Strings of 2 to 7 words: digits, letters, or both."""
    kinds = [DIGITS, WORDS[len(DIGITS):], WORDS]
    return [list(rng.choice(kinds[rng.choice(3, p=[0.5, 0.2, 0.3])], rng.integers(2, 8))) for _ in range(count)]


def spoken(cache, name, seed, each, connected, variants):
    """
    Clips and their words' numbers: every word 'each' times alone, and so many strings. They are made once and kept in the folder 'cache', which takes one or
    two minutes of a core for every ten thousand.
    """
    path = pathlib.Path(cache, f"{name}-{seed}-{each}-{connected}.npz")
    if not path.exists():
        rng = np.random.default_rng(seed)
        texts = [[word] for word in WORDS for _ in range(each)] + strings(rng, connected)
        clips, told = [], [drawn(rng, text, variants) for text in texts]
        with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as processes:
            for i, clip in enumerate(processes.map(say, *zip(*told), chunksize=20)):
                clips.append(clip)
                if i % 500 == 499 or i == len(texts) - 1:
                    print(f"espeak-ng said {i + 1} of {len(texts)}", flush=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = np.clip(np.concatenate(clips) * 32767, -32768, 32767).astype(np.int16)
        np.savez(path, samples=whole, ends=np.cumsum([len(clip) for clip in clips]), words=np.array([" ".join(text) for text in texts]))
    kept = np.load(path)
    clips = np.split(kept["samples"], kept["ends"][:-1])
    return [(clip / np.float32(32768), [NUMBER[word] for word in text.split()]) for clip, text in zip(clips, kept["words"])]
