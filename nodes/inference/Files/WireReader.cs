using System.Buffers.Binary;
using System.Text;

namespace Streaming.Inference;

/// <summary>
/// Walks the fields of one Protocol Buffers message (developers.google.com/protocol-buffers/docs/encoding). It allocates nothing but the texts asked for, and
/// trusts no length: whatever the bytes say, it stays inside them.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> message = message;
    private int at;
    private int kind;

    /// <summary>The number of the field that <see cref="Next"/> reached.</summary>
    public int Field { get; private set; }

    /// <summary>The value of a field of whole numbers.</summary>
    public ulong Number { get; private set; }

    /// <summary>The bytes of a field that holds a text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The field as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The field holds a text, bytes or a message.</summary>
    public readonly bool IsBytes => kind == 2;

    /// <summary>Goes on to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">A field reaches beyond the message, or is of a kind that no writer writes.</exception>
    public bool Next()
    {
        if (at == message.Length) return false;
        var tag = Varint();
        Field = (int)(tag >> 3);
        kind = (int)(tag & 7);
        Bytes = default;
        Number = 0;
        if (Field == 0) throw Damaged("a field number of 0");
        switch (kind)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(Varint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw Damaged($"a field of kind {kind}");
        }
        return true;
    }

    /// <summary>Reads the numbers of a packed list, one after another; false at its end.</summary>
    public bool TryTakeNumber(out long number)
    {
        number = 0;
        if (at == message.Length) return false;
        number = (long)Varint();
        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at == message.Length) throw Damaged("a number that does not end");
            var b = message[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
        }
        throw Damaged("a number of more than 64 bits");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(message.Length - at)) throw Damaged($"a field of {length} bytes where {message.Length - at} are left");
        var taken = message.Slice(at, (int)length);
        at += (int)length;
        return taken;
    }

    private readonly InvalidDataException Damaged(string what) => new($"{what} at byte {at}");
}
