namespace Streaming.Tests;

/// <summary>A microphone that is unplugged between pieces of sound and found again a while later.</summary>
[Node("test.cut", Summary = "Sound in pieces, lost in between.", Paced = true)]
public sealed partial class CutMicrophone : IStreamNode, IResource
{
    private const int Block = 160;

    private int piece;
    private int at;
    private double time;
    private bool isLost;

    public float[][] Pieces { get; init; } = [];

    /// <summary>Seconds from the end of a piece to the next.</summary>
    public double Away { get; init; } = 2;

    public double Rate { get; init; } = SpokenDigits.Rate;

    [Output] public Output<float> Signal { get; } = new();

    public void Configure() => Signal.Format = StreamFormat.Signal(1, Rate);

    public void Open(NodeContext context) => isLost = false;

    public void Close()
    {
    }

    public StepResult Step()
    {
        if (at == Pieces[piece].Length)
        {
            if (++piece == Pieces.Length) return StepResult.Done;
            (time, at, isLost) = (time + (Pieces[piece - 1].Length / Rate) + Away, 0, true);
            throw new SourceLostException("'Desk' is gone");
        }
        Assert.False(isLost, "a lost device was read");
        if (at == 0) Signal.Begin(time);
        var count = Math.Min(Block, Pieces[piece].Length - at);
        Pieces[piece].AsSpan(at, count).CopyTo(Signal.Reserve(count));
        Signal.Commit(count);
        at += count;
        return StepResult.Again;
    }
}
