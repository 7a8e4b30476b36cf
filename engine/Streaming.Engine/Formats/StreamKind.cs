namespace Streaming;

/// <summary>What one sample of a stream means. The channel is always the last dimension.</summary>
public enum StreamKind
{
    /// <summary>Samples of a signal, shape [channels].</summary>
    Signal,

    /// <summary>Texts with a time: markers, annotations, decisions. Irregular, shape [].</summary>
    Events,

    /// <summary>Pieces of a signal, one piece per sample, shape [length, channels]; <see cref="StreamFormat.Axis"/> is time.</summary>
    Windows,

    /// <summary>Spectra, one per sample, shape [bins, channels]; <see cref="StreamFormat.Axis"/> is frequency.</summary>
    Spectrum,

    /// <summary>Derived numbers such as band powers or scores, shape [channels], each with a label.</summary>
    Features,
}
