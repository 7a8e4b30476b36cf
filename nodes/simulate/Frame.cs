using System.Numerics;
using System.Runtime.InteropServices;

namespace Streaming.Simulate;

/// <summary>Arithmetic on one time sample across channels. Each channel sums in the same order whatever the width of the vectors.</summary>
internal static class Frame
{
    /// <summary>frame += gain * shape.</summary>
    public static void Add(Span<double> frame, ReadOnlySpan<double> shape, double gain)
    {
        var wide = MemoryMarshal.Cast<double, Vector<double>>(frame);
        var wideShape = MemoryMarshal.Cast<double, Vector<double>>(shape);
        for (var i = 0; i < wide.Length; i++) wide[i] += wideShape[i] * gain;
        for (var i = wide.Length * Vector<double>.Count; i < frame.Length; i++) frame[i] += shape[i] * gain;
    }

    /// <summary>One step of a first-order filter on every channel, in place: y = x + s, s = pole y - zero x.</summary>
    public static void Filter(Span<double> frame, Span<double> state, double pole, double zero)
    {
        var wide = MemoryMarshal.Cast<double, Vector<double>>(frame);
        var wideState = MemoryMarshal.Cast<double, Vector<double>>(state);
        for (var i = 0; i < wide.Length; i++)
        {
            var y = wide[i] + wideState[i];
            wideState[i] = y * pole - wide[i] * zero;
            wide[i] = y;
        }
        for (var i = wide.Length * Vector<double>.Count; i < frame.Length; i++)
        {
            var y = frame[i] + state[i];
            state[i] = y * pole - frame[i] * zero;
            frame[i] = y;
        }
    }
}
