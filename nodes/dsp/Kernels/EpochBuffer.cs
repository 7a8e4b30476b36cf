namespace Streaming.Dsp;

/// <summary>
/// Cuts an epoch out of a time-major signal around each marker, as soon as its last sample is there. Epochs may overlap; they come out in the order in
/// which the markers were set, and markers must be set in order of time.
/// <code>do { block = epochs.Take(block); if (epochs.Ready) Use(epochs.Current, epochs.Stamp); } while (!block.IsEmpty || epochs.Ready);</code>
/// </summary>
public sealed class EpochBuffer : IState
{
    private readonly History history;
    private readonly int channels;
    private readonly (long Sample, double Stamp)[] pending;
    private int first;

    /// <summary>Prepares epochs of a signal.</summary>
    /// <param name="from">First sample of an epoch, relative to its marker.</param>
    /// <param name="length">Samples of an epoch.</param>
    /// <param name="channels">Channels of the signal.</param>
    /// <param name="late">How many samples the signal may be ahead of a marker's epoch when the marker is set.</param>
    /// <param name="most">The most markers that may wait for their samples.</param>
    public EpochBuffer(int from, int length, int channels, int late, int most = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegative(late);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        From = from;
        Length = length;
        this.channels = channels;
        history = new History(channels, length + late);
        pending = new (long, double)[most];
    }

    /// <summary>First sample of an epoch, relative to its marker.</summary>
    public int From { get; }

    /// <summary>Samples of an epoch.</summary>
    public int Length { get; }

    /// <summary>Samples taken since the signal began.</summary>
    public long Seen => history.Seen;

    /// <summary>Markers that wait for their samples.</summary>
    public int Pending { get; private set; }

    /// <summary>The stamp of the marker that has waited longest.</summary>
    public double OldestStamp => pending[first].Stamp;

    /// <summary>
    /// Markers whose epoch could not be cut: it began before the signal or lay too far back, the signal broke off before its end, or too many waited.
    /// </summary>
    public long Missed { get; private set; }

    /// <summary>Whether an epoch is complete.</summary>
    public bool Ready { get; private set; }

    /// <summary>The complete epoch [length, channels]. Valid while <see cref="Ready"/>, until the next <see cref="Take"/>.</summary>
    public ReadOnlySpan<float> Current => history.Last(Length, (int)(history.Seen - Start - Length));

    /// <summary>The first sample of the complete epoch, counted from the beginning of the signal.</summary>
    public long Start { get; private set; }

    /// <summary>The stamp of the complete epoch's marker.</summary>
    public double Stamp { get; private set; }

    /// <summary>Sets a marker at a sample, counted from the beginning of the signal, which may be past or to come.</summary>
    public void Mark(long sample, double stamp)
    {
        if (Pending == pending.Length)
        {
            Missed++;
            return;
        }
        pending[(first + Pending++) % pending.Length] = (sample, stamp);
    }

    /// <summary>Takes samples up to the end of the next epoch and returns the rest of the block.</summary>
    public ReadOnlySpan<float> Take(ReadOnlySpan<float> block)
    {
        Ready = false;
        while (Pending > 0)
        {
            var (sample, stamp) = pending[first];
            var start = sample + From;
            var samples = start + Length - history.Seen;
            if (samples > block.Length / channels) break;
            first = (first + 1) % pending.Length;
            Pending--;
            if (start < 0 || history.Seen - start > history.Length)
            {
                Missed++;
                continue;
            }
            if (samples > 0)
            {
                history.Append(block[..((int)samples * channels)]);
                block = block[((int)samples * channels)..];
            }
            (Ready, Start, Stamp) = (true, start, stamp);
            return block;
        }
        history.Append(block);
        return default;
    }

    /// <summary>The signal broke off: markers that still wait are missed, and samples count from 0 again.</summary>
    public void Break()
    {
        Missed += Pending;
        history.Reset();
        (first, Pending, Ready) = (0, 0, false);
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("history", history);
        writer.Write("missed", Missed);
        writer.Write("pending", Pending);
        for (var i = 0; i < Pending; i++) writer.WriteStruct("marker", pending[(first + i) % pending.Length]);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        Reset();
        reader.Read("history", history);
        Missed = reader.ReadInt64("missed");
        Pending = reader.ReadInt32("pending");
        for (var i = 0; i < Pending; i++) pending[i] = reader.ReadStruct<(long, double)>("marker");
    }

    /// <summary>Forgets the signal and the markers.</summary>
    public void Reset()
    {
        Break();
        Missed = 0;
    }
}
