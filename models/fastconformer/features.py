"""The log-mel features of NeMo's AudioToMelSpectrogramPreprocessor (no dither, no normalisation), as the engine's dsp.mel gives them with convention nemo."""
import numpy as np
from scipy import fft

RATE, HOP, LENGTH, SIZE = 16000, 160, 400, 512
GUARD = 2.0 ** -24
SILENCE = np.log(GUARD)  # -16.6355: the features of digital silence

_centred = (SIZE - LENGTH) // 2
WINDOW = np.pad(np.hanning(LENGTH), _centred).astype(np.float32)  # np.hanning is symmetric


def power(samples):
    """Float32 samples of full scale 1 at 16 kHz to powers [samples / 160, 257]; frame t is centred on sample 160 t, with zeros beyond both ends."""
    emphasised = np.append(samples[:1], samples[1:] - np.float32(0.97) * samples[:-1])
    padded = np.pad(emphasised, SIZE // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[:len(samples) // HOP * HOP:HOP]
    spectra = fft.rfft(frames * WINDOW)
    return spectra.real ** 2 + spectra.imag ** 2


def mel(hz):
    """Slaney's scale (Auditory Toolbox, 1998): 3 mel for 200 Hz up to 1 kHz, a logarithm above."""
    hz = np.asarray(hz, np.float64)
    return np.where(hz < 1000, hz * 3 / 200, 15 + np.log(np.maximum(hz, 1000) / 1000) / np.log(6.4) * 27)


def hertz(mel):
    return np.where(mel < 15, mel * 200 / 3, 1000 * 6.4 ** ((mel - 15) / 27))


def warped(hz, factor, bend=4800):
    """Frequencies of a voice as one would have them whose vocal tract is shorter by a factor: piecewise linear, 8 kHz stays (Jaitly and Hinton 2013, section 3)."""
    end, low = RATE / 2, bend * min(factor, 1)
    return np.where(hz * factor <= low, hz * factor, end - (end - low) / (end - low / factor) * (end - hz))


def filters(mels=80, factor=1):
    """Triangles [257, mels] over 0 to 8 kHz, each of area 1 in hertz; they find what lies at a frequency where warped() puts it."""
    corners = hertz(np.linspace(mel(0), mel(RATE / 2), mels + 2))
    bins = warped(np.arange(SIZE // 2 + 1) * RATE / SIZE, factor)
    low, centre, high = corners[:-2], corners[1:-1], corners[2:]
    rise, fall = (bins[:, None] - low) / (centre - low), (high - bins[:, None]) / (high - centre)
    return (np.maximum(0, np.minimum(rise, fall)) * 2 / (high - low)).astype(np.float32)


def log_mel(samples, bank=filters()):
    """Samples to features [samples / 160, mels]."""
    return np.log(power(np.asarray(samples, np.float32)) @ bank + np.float32(GUARD))
