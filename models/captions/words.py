"""What the recogniser knows: 36 words, each a token of its own."""
import string

DIGITS = "zero one two three four five six seven eight nine".split()
WORDS = DIGITS + list(string.ascii_lowercase)
BLANK = len(WORDS)
NUMBER = {word: i for i, word in enumerate(WORDS)}


def write(path):
    """tokens.txt: a piece and its number a line; U+2581 begins a word, the blank comes last."""
    path.write_text("".join(f"\u2581{word} {i}\n" for i, word in enumerate(WORDS)) + f"<blk> {BLANK}\n", encoding="utf-8")
