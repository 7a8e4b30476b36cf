"""What the recogniser knows: 36 words, each a token of its own."""
import string

DIGITS = "zero one two three four five six seven eight nine".split()
WORDS = DIGITS + list(string.ascii_lowercase)
PIECES = ["\u2581" + word for word in WORDS]  # that begin a word, as SentencePiece marks it
NUMBER = {word: i for i, word in enumerate(WORDS)}
