namespace Streaming.Tests;

/// <summary>Hours in which nobody says a word, half of them digital silence and half a faint hiss, and something said at the end.</summary>
[Node("test.silence", Summary = "Silence, then speech.", Paced = true)]
public sealed partial class LongSilence : IStreamNode
{
    private const int Block = 1600;
    private const float Hiss = 0.001f; // -60 dBFS

    private uint noise = 1;
    private long at;

    /// <summary>Seconds.</summary>
    public int Seconds { get; init; }

    /// <summary>Seconds between two calls of <see cref="Each"/>.</summary>
    public int Slice { get; init; } = 60;

    /// <summary>Called while nothing is said.</summary>
    public Action Each { get; init; } = static () => { };

    /// <summary>What is said at the end.</summary>
    public float[] Speech { get; init; } = [];

    [Output] public Output<float> Signal { get; } = new();

    public void Configure() => Signal.Format = StreamFormat.Signal(1, SpokenDigits.Rate);

    public StepResult Step()
    {
        if (at == 0) Signal.Begin(0);
        var silence = (long)Seconds * SpokenDigits.Rate;
        if (at < silence && at % ((long)Slice * SpokenDigits.Rate) == 0) Each();
        var room = Signal.Reserve(Block)[..Block];
        if (at < silence / 2) room.Clear();
        else if (at < silence) foreach (ref var sample in room) sample = Next();
        else
        {
            var from = (int)(at - silence);
            room.Clear();
            Speech.AsSpan(from, Math.Min(Block, Speech.Length - from)).CopyTo(room);
        }
        Signal.Commit(Block);
        at += Block;
        return at < silence + Speech.Length ? StepResult.Again : StepResult.Done;
    }

    // Marsaglia's xorshift.
    private float Next()
    {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        return Hiss * ((noise / 2147483648f) - 1);
    }
}
