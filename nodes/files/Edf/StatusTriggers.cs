using System.Numerics;

namespace Streaming.Files;

/// <summary>Finds triggers in the status channel of a BDF recording: each rise of the masked code is one.</summary>
/// <remarks>
/// BioSemi's status word has the triggers in bits 0 to 15 and the state of the amplifier above them. The first value only sets
/// the level, since a recording may start with a code held.
/// </remarks>
public sealed class StatusTriggers
{
    private readonly int mask;

    /// <summary>Watches the bits of a mask.</summary>
    /// <param name="mask">
    /// Bits that hold the code: 0xFFFF for all triggers, 0xFF00 for set-ups that use the upper byte. The code is shifted down to the lowest of them.
    /// </param>
    public StatusTriggers(int mask = 0xFFFF)
    {
        ArgumentOutOfRangeException.ThrowIfZero(mask);
        this.mask = mask & 0xFFFFFF;
        Level = -1;
    }

    /// <summary>The code of the last sample; -1 before the first.</summary>
    public int Level { get; set; }

    /// <summary>Takes the next status word; true where its code is higher than the one before.</summary>
    public bool Next(int status, out int code)
    {
        code = (status & mask) >>> BitOperations.TrailingZeroCount(mask);
        var rises = Level >= 0 && code > Level;
        Level = code;
        return rises;
    }
}
