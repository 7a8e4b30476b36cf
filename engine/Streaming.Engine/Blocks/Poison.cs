using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Streaming;

/// <summary>
/// Fills memory that nobody may read with what nobody takes for a sample, so that reading a released block, or room that was never written, shows in what
/// comes out. A switch of the process, which all tests turn on.
/// </summary>
internal static class Poison
{
    private const byte Fallow = 0xA5;
    private static readonly Event fallow = new("read from a block that was released or never written", double.NaN, double.NaN);

    /// <summary>The runtime's configuration says <c>"Streaming.PoisonBlocks": true</c>.</summary>
    public static readonly bool IsOn = AppContext.TryGetSwitch("Streaming.PoisonBlocks", out var on) && on;

    public static void Fill<T>(Block<T> block) where T : struct
    {
        Fill(block.Room(block.Capacity));
        Fill(block.StampRoom);
    }

    private static void Fill<T>(Span<T> room) where T : struct
    {
        if (typeof(T) == typeof(float)) room.Fill((T)(object)float.NaN);
        else if (typeof(T) == typeof(double)) room.Fill((T)(object)double.NaN);
        else if (typeof(T) == typeof(Event)) As<T, Event>(room).Fill(fallow);
        else As<T, byte>(room).Fill(Fallow);
    }

    // MemoryMarshal.Cast refuses types with references, which an event is.
    private static Span<TTo> As<TFrom, TTo>(Span<TFrom> room) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<TFrom, TTo>(ref MemoryMarshal.GetReference(room)), room.Length * (Unsafe.SizeOf<TFrom>() / Unsafe.SizeOf<TTo>()));
}
