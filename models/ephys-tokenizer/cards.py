"""The cards of the two models, for a number of channels."""

ORIGIN = """\
licence: MIT
source: OHBA Analysis Group, trained on MEG of Cam-CAN (52 parcels, 250 Hz); github.com/OHBA-analysis/MEG-GPT, models/tokenizer; arXiv 2510.18080, 2602.16626
"""


def encoder(channels):
    return f"""\
# yaml-language-server: $schema=https://json-schema.org/draft/2020-12/schema
model: ephys-tokenizer
summary: A token for every sample of every channel; 0 is an outlier, 1 to 65 are in order of their frequency in training.
{ORIGIN}accuracy:
  golden sine, tokens equal to the published ones: 100 %
inputs:
  signal: {{ tensor: signal, rate: 250, axes: [batch, time, channel] }}
outputs:
  tokens: {{ tensor: tokens, axes: [batch, time, channel] }}
states:
  - {{ input: hidden, output: hidden_next, batch: 0 }}
"""


def decoder(channels):
    return f"""\
model: ephys-tokenizer-decoder
summary: Draws the signal again of which the tokens were made.
{ORIGIN}inputs:   # of the last ten tokens, nine come once more; -1 stands for none yet
  tokens: {{ tensor: tokens, rate: 250, axes: [batch, time, channel], context: 9, pad: -1 }}
outputs:
  signal: {{ tensor: signal, axes: [batch, time, channel] }}
"""
