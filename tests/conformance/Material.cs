using System.Numerics;

namespace Streaming.Tests;

/// <summary>What is fed to a node: a stream made once, to be cut in any way.</summary>
internal abstract class Material
{
    public const double Seconds = 6;
    public const double Rate = 250;
    public static readonly ValueList<string> Labels = ["Fp1", "Fp2", "C3", "Cz", "C4", "POz", "O1", "O2"];

    private static readonly Material eeg = new Numbers<float>(StreamFormat.Signal(Labels.Count, Rate, "µV", Labels, "EEG") with { Content = "EEG" }, [.. Enumerable.Range(0, (int)(Seconds * Rate)).Select(i => i / Rate)]);
    private static readonly Material markers = new Markers([.. Enumerable.Range(0, 5).Select(i => 0.5 + i)]);
    private static readonly Material windows = new Numbers<float>(new StreamFormat { Kind = StreamKind.Windows, Shape = [250, Labels.Count], Labels = Labels, Unit = "µV", Axis = new Axis("time", "s", 0, 1 / Rate) }, [.. Enumerable.Range(0, 20).Select(i => 0.25 * i)]);
    private static readonly Material spectra = new Numbers<float>(new StreamFormat { Kind = StreamKind.Spectrum, Shape = [126, Labels.Count], Labels = Labels, Unit = "µV²/Hz", Axis = new Axis("frequency", "Hz", 0, 1) }, [.. Enumerable.Range(0, 20).Select(i => 0.25 * i)]);
    private static readonly Material features = new Numbers<float>(new StreamFormat { Kind = StreamKind.Features, Shape = [Labels.Count], Labels = Labels, Unit = "µV²" }, [.. Enumerable.Range(0, 20).Select(i => 0.25 * i)]);

    // Of a recogniser: what its encoder is fed.
    private static readonly Material mels = new Numbers<float>(features.Format with { Shape = [80], Labels = [], Unit = "", Rate = 100 }, [.. Enumerable.Range(0, (int)(Seconds * 100)).Select(i => i / 100.0)]);

    private static readonly Material codes = new Numbers<int>(features.Format with { Element = ElementType.Int32, Unit = "" }, features.Times);

    /// <summary>Every kind of stream of numbers, in the order a block node is offered them.</summary>
    public static IReadOnlyList<Material> Numeric { get; } = [eeg, windows, spectra, features];

    /// <summary>Every kind of stream of features, in the order in which a node is offered them.</summary>
    public static IReadOnlyList<Material> Features { get; } = [features, mels];

    protected Material(StreamFormat format, double[] times) => (Format, Times) = (format, times);

    public StreamFormat Format { get; }

    public double[] Times { get; }

    public int Count => Times.Length;

    public static Material Of(PortInfo port) => (port.Kinds.Count == 0 ? port.Element == ElementType.Event ? StreamKind.Events : StreamKind.Signal : port.Kinds[0]) switch
    {
        StreamKind.Signal => eeg,
        StreamKind.Events => markers,
        StreamKind.Windows => windows,
        StreamKind.Spectrum => spectra,
        _ => port.Element == ElementType.Int32 ? codes : features,
    };

    /// <summary>The first sample not before a time.</summary>
    public int IndexAt(double time) => Times.Count(t => t < time - 1e-9);

    public double TimeOf(int index) => index < Count ? Times[index] : Seconds;

    public abstract void Push(NodeRun run, string port, int from, int to);

    private sealed class Numbers<T> : Material where T : struct, INumber<T>
    {
        private readonly T[] values;

        public Numbers(StreamFormat format, double[] times) : base(format, times)
        {
            values = new T[times.Length * format.SampleSize];
            var random = new Random(7);
            // 10 Hz and noise of tens of microvolts; spectra, features and codes are positive.
            for (var i = 0; i < values.Length; i++)
            {
                var row = i / format.Channels;
                var value = (20 * Math.Sin(2 * Math.PI * 10 * row / Rate)) + (40 * (random.NextDouble() - 0.5));
                values[i] = T.CreateTruncating(format.Kind is StreamKind.Spectrum or StreamKind.Features ? Math.Abs(value) : value);
            }
        }

        public override void Push(NodeRun run, string port, int from, int to)
        {
            if (from >= to) return;
            var part = values.AsSpan(from * Format.SampleSize, (to - from) * Format.SampleSize);
            if (Format.Rate > 0) run.Push<T>(port, part);
            else run.Push<T>(port, part, Times.AsSpan(from, to - from));
        }
    }

    private sealed class Markers(double[] times) : Material(StreamFormat.Events("markers"), times)
    {
        private readonly Event[] events = [.. times.Select((_, i) => new Event(i % 2 == 0 ? "1" : "2", 1))];

        public override void Push(NodeRun run, string port, int from, int to)
        {
            if (from < to) run.Push<Event>(port, events.AsSpan(from, to - from), Times.AsSpan(from, to - from));
        }
    }
}
