using System.Buffers;
using System.Runtime.InteropServices;
using MessagePack;

namespace Streaming;

/// <summary>Writes state as MessagePack: pairs of name and value, in order. Arrays are their bytes, little-endian.</summary>
public ref struct StateWriter
{
    private MessagePackWriter writer;

    /// <summary>Writes to a buffer.</summary>
    public StateWriter(IBufferWriter<byte> output) => writer = new MessagePackWriter(output);

    /// <summary>Writes a number.</summary>
    public void Write(string name, long value)
    {
        writer.Write(name);
        writer.Write(value);
    }

    /// <summary>Writes an unsigned number.</summary>
    public void Write(string name, ulong value)
    {
        writer.Write(name);
        writer.Write(value);
    }

    /// <summary>Writes a number, bit for bit.</summary>
    public void Write(string name, double value)
    {
        writer.Write(name);
        writer.Write(value);
    }

    /// <summary>Writes a number, bit for bit.</summary>
    public void Write(string name, float value)
    {
        writer.Write(name);
        writer.Write(value);
    }

    /// <summary>Writes true or false.</summary>
    public void Write(string name, bool value)
    {
        writer.Write(name);
        writer.Write(value);
    }

    /// <summary>Writes a text, or null.</summary>
    public void Write(string name, string? value)
    {
        writer.Write(name);
        writer.Write(value);
    }

    /// <summary>Writes values by their bytes.</summary>
    public void Write<T>(string name, scoped ReadOnlySpan<T> values) where T : unmanaged
    {
        writer.Write(name);
        var bytes = MemoryMarshal.AsBytes(values);
        writer.WriteBinHeader(bytes.Length);
        if (bytes.Length == 0) return;
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }

    /// <summary>Writes one value of a plain struct by its bytes.</summary>
    public void WriteStruct<T>(string name, T value) where T : unmanaged => Write(name, new ReadOnlySpan<T>(in value));

    /// <summary>Writes something that remembers.</summary>
    public void Write(string name, IState state)
    {
        writer.Write(name);
        state.Save(ref this);
    }

    /// <summary>Hands everything written to the buffer.</summary>
    public void Flush() => writer.Flush();
}
