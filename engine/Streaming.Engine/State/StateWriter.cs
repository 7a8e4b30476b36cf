using System.Buffers;
using System.Runtime.CompilerServices;
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

/// <summary>Reads what a <see cref="StateWriter"/> wrote, in the same order.</summary>
public ref struct StateReader
{
    private MessagePackReader reader;

    /// <summary>Reads from memory.</summary>
    public StateReader(ReadOnlyMemory<byte> input) => reader = new MessagePackReader(input);

    /// <summary>Reads a number.</summary>
    public long ReadInt64(string name)
    {
        Expect(name);
        try
        {
            return reader.ReadInt64();
        }
        catch (MessagePackSerializationException e)
        {
            throw Damaged(name, e);
        }
    }

    /// <summary>Reads a number.</summary>
    public int ReadInt32(string name) => checked((int)ReadInt64(name));

    /// <summary>Reads an unsigned number.</summary>
    public ulong ReadUInt64(string name)
    {
        Expect(name);
        try
        {
            return reader.ReadUInt64();
        }
        catch (MessagePackSerializationException e)
        {
            throw Damaged(name, e);
        }
    }

    /// <summary>Reads a number.</summary>
    public double ReadDouble(string name)
    {
        Expect(name);
        try
        {
            return reader.ReadDouble();
        }
        catch (MessagePackSerializationException e)
        {
            throw Damaged(name, e);
        }
    }

    /// <summary>Reads a number.</summary>
    public float ReadSingle(string name)
    {
        Expect(name);
        try
        {
            return reader.ReadSingle();
        }
        catch (MessagePackSerializationException e)
        {
            throw Damaged(name, e);
        }
    }

    /// <summary>Reads true or false.</summary>
    public bool ReadBoolean(string name)
    {
        Expect(name);
        try
        {
            return reader.ReadBoolean();
        }
        catch (MessagePackSerializationException e)
        {
            throw Damaged(name, e);
        }
    }

    /// <summary>Reads a text, or null.</summary>
    public string? ReadText(string name)
    {
        Expect(name);
        try
        {
            return reader.ReadString();
        }
        catch (MessagePackSerializationException e)
        {
            throw Damaged(name, e);
        }
    }

    /// <summary>Reads as many values as there is room for.</summary>
    /// <exception cref="StateException">More or fewer were written.</exception>
    public void Read<T>(string name, scoped Span<T> values) where T : unmanaged
    {
        var bytes = ReadBytes(name);
        var room = MemoryMarshal.AsBytes(values);
        if (bytes.Length != room.Length)
            throw new StateException($"State '{name}' holds {bytes.Length / Unsafe.SizeOf<T>()} values where {values.Length} are expected: it was saved by a node configured differently.");
        bytes.CopyTo(room);
    }

    /// <summary>Reads values into an array of the length they were written with.</summary>
    public T[] ReadArray<T>(string name) where T : unmanaged
    {
        var bytes = ReadBytes(name);
        if (bytes.Length % Unsafe.SizeOf<T>() != 0) throw new StateException($"State '{name}' is damaged: {bytes.Length} bytes are not whole values.");
        var values = new T[bytes.Length / Unsafe.SizeOf<T>()];
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Reads one value of a plain struct.</summary>
    public T ReadStruct<T>(string name) where T : unmanaged
    {
        T value = default;
        Read(name, new Span<T>(ref value));
        return value;
    }

    /// <summary>Restores something that remembers.</summary>
    public void Read(string name, IState state)
    {
        Expect(name);
        state.Load(ref this);
    }

    private ReadOnlySequence<byte> ReadBytes(string name)
    {
        Expect(name);
        try
        {
            return reader.ReadBytes() ?? throw new StateException($"State '{name}' is missing.");
        }
        catch (MessagePackSerializationException e)
        {
            throw Damaged(name, e);
        }
    }

    private void Expect(string name)
    {
        string? found;
        try
        {
            found = reader.ReadString();
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException)
        {
            throw Damaged(name, e);
        }
        if (found != name) throw new StateException($"Expected the state '{name}', found '{found}': it was saved by another graph or version.");
    }

    private static StateException Damaged(string name, Exception e) => new($"The saved state is damaged at '{name}'.", e);
}
