"""The cards of the two models."""

ORIGIN = """\
licence: MIT
source: OHBA Analysis Group, trained on MEG of Cam-CAN (52 parcels, 250 Hz); github.com/OHBA-analysis/MEG-GPT, models/tokenizer; arXiv 2510.18080 and 2602.16626
"""

ENCODER = f"""\
model: ephys-tokenizer
summary: Turns every sample of every channel into a token; 1 is the commonest one in training, 65 the rarest, 0 an outlier.
{ORIGIN}accuracy:
  golden sine: 1000 of 1000 tokens as published
  EEG drawn again from its tokens: 97.4 to 98.2 % of its variance (four recordings)
inputs:
  signal: {{ tensor: signal, rate: 250, axes: [batch, time, channel] }}
outputs:
  tokens: {{ tensor: tokens, kind: features, axes: [batch, time, channel] }}
states:
  - {{ input: hidden, output: hidden_next, axes: [batch, channel, unit] }}
"""

DECODER = f"""\
model: ephys-tokenizer-decoder
summary: Draws the signal again of which the tokens were made.
{ORIGIN}accuracy:
  golden sine: within 1e-6 of the published signal
inputs:   # nine of the last ten tokens come once more; -1 stands for none yet
  tokens: {{ tensor: tokens, kind: features, rate: 250, axes: [batch, time, channel], hop: 1, context: 9, pad: -1 }}
outputs:
  signal: {{ tensor: signal, axes: [batch, time, channel] }}
"""
