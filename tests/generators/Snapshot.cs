using System.Buffers;

namespace Streaming.Tests;

/// <summary>What a node remembers, as bytes.</summary>
internal static class Snapshot
{
    public static byte[] Of(IState node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(buffer);
        node.Save(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static void Load(IState node, byte[] state)
    {
        var reader = new StateReader(state);
        node.Load(ref reader);
    }
}
