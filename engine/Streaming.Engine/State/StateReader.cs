using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MessagePack;

namespace Streaming;

/// <summary>Reads what a <see cref="StateWriter"/> wrote, in the same order. Every method throws <see cref="StateException"/> where something else is found.</summary>
public ref struct StateReader
{
    private MessagePackReader reader;

    /// <summary>Reads from memory.</summary>
    public StateReader(ReadOnlyMemory<byte> input) => reader = new MessagePackReader(input);

    private delegate T Format<out T>(ref MessagePackReader reader);

    /// <summary>Reads a number.</summary>
    public long ReadInt64(string name) => Value(name, static (ref MessagePackReader r) => r.ReadInt64());

    /// <summary>Reads a number.</summary>
    public int ReadInt32(string name) => Value(name, static (ref MessagePackReader r) => r.ReadInt32());

    /// <summary>Reads an unsigned number.</summary>
    public ulong ReadUInt64(string name) => Value(name, static (ref MessagePackReader r) => r.ReadUInt64());

    /// <summary>Reads a number.</summary>
    public double ReadDouble(string name) => Value(name, static (ref MessagePackReader r) => r.ReadDouble());

    /// <summary>Reads a number.</summary>
    public float ReadSingle(string name) => Value(name, static (ref MessagePackReader r) => r.ReadSingle());

    /// <summary>Reads true or false.</summary>
    public bool ReadBoolean(string name) => Value(name, static (ref MessagePackReader r) => r.ReadBoolean());

    /// <summary>Reads a text, or null.</summary>
    public string? ReadText(string name) => Value(name, static (ref MessagePackReader r) => r.ReadString());

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

    private ReadOnlySequence<byte> ReadBytes(string name) =>
        Value(name, static (ref MessagePackReader r) => r.ReadBytes()) ?? throw new StateException($"The saved state is damaged at '{name}': values are missing.");

    private T Value<T>(string name, Format<T> format)
    {
        Expect(name);
        return Checked(name, format);
    }

    private void Expect(string name)
    {
        var found = Checked(name, static (ref MessagePackReader r) => r.ReadString());
        if (found != name) throw new StateException($"Expected the state '{name}', found '{found}': it was saved by another graph or version.");
    }

    private T Checked<T>(string name, Format<T> format)
    {
        try
        {
            return format(ref reader);
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            throw new StateException($"The saved state is damaged at '{name}'.", e);
        }
    }
}
