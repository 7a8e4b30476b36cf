using System.Globalization;
using System.Text;

namespace Streaming.Tests;

/// <summary>Writes an EDF or BDF recording of given digital values and annotation bytes, field by field as the format is described.</summary>
internal sealed class EdfFile
{
    public sealed record Signal(string Label, int Samples, double PhysicalMinimum = -3000, double PhysicalMaximum = 3000, int DigitalMinimum = -30000, int DigitalMaximum = 30000,
        string Unit = "uV", string Transducer = "", string Prefilter = "");

    public bool Bdf { get; init; }
    public string Reserved { get; init; } = "";
    public string Patient { get; init; } = "X X X X";
    public string Recording { get; init; } = "Startdate 02-MAR-2024 X X X";
    public string Date { get; init; } = "02.03.24";
    public string Time { get; init; } = "10.20.30";
    public double Duration { get; init; } = 1;
    public long? StatedRecords { get; init; }
    public required Signal[] Signals { get; init; }

    /// <summary>[record][signal]: int[] samples, or byte[] / string of annotation lists.</summary>
    public required object[][] Records { get; init; }

    public int HeaderBytes => 256 * (Signals.Length + 1);
    public int RecordBytes => Signals.Sum(s => s.Samples) * (Bdf ? 3 : 2);

    public byte[] Build()
    {
        var file = new MemoryStream();
        if (Bdf)
        {
            file.WriteByte(0xFF);
            Text("BIOSEMI", 7);
        }
        else Text("0", 8);
        Text(Patient, 80);
        Text(Recording, 80);
        Text(Date, 8);
        Text(Time, 8);
        Text($"{HeaderBytes}", 8);
        Text(Reserved, 44);
        Text($"{StatedRecords ?? Records.Length}", 8);
        Text(Number(Duration), 8);
        Text($"{Signals.Length}", 4);
        foreach (var s in Signals) Text(s.Label, 16);
        foreach (var s in Signals) Text(s.Transducer, 80);
        foreach (var s in Signals) Text(s.Unit, 8);
        foreach (var s in Signals) Text(Number(s.PhysicalMinimum), 8);
        foreach (var s in Signals) Text(Number(s.PhysicalMaximum), 8);
        foreach (var s in Signals) Text($"{s.DigitalMinimum}", 8);
        foreach (var s in Signals) Text($"{s.DigitalMaximum}", 8);
        foreach (var s in Signals) Text(s.Prefilter, 80);
        foreach (var s in Signals) Text($"{s.Samples}", 8);
        foreach (var _ in Signals) Text("", 32);
        foreach (var record in Records)
            for (var i = 0; i < Signals.Length; i++)
                switch (record[i])
                {
                    case int[] samples:
                        foreach (var v in samples)
                        {
                            file.WriteByte((byte)v);
                            file.WriteByte((byte)(v >> 8));
                            if (Bdf) file.WriteByte((byte)(v >> 16));
                        }
                        break;
                    case byte[] bytes: Block(bytes, i); break;
                    case string text: Block(Encoding.UTF8.GetBytes(text), i); break;
                }
        return file.ToArray();

        void Text(string text, int width) => file.Write(Encoding.Latin1.GetBytes(text.PadRight(width)[..width]));

        void Block(byte[] bytes, int signal)
        {
            var block = new byte[Signals[signal].Samples * (Bdf ? 3 : 2)];
            bytes.CopyTo(block, 0);
            file.Write(block);
        }
    }

    /// <summary>A list that keeps a record's time.</summary>
    public static string Start(double seconds) => $"+{seconds.ToString("0.#######", CultureInfo.InvariantCulture)}\x14\x14\0";

    public static string Note(double onset, string text, double? duration = null) =>
        $"{onset.ToString("+0.#######;-0.#######", CultureInfo.InvariantCulture)}{(duration is { } d ? $"\x15{d.ToString("0.#######", CultureInfo.InvariantCulture)}" : "")}\x14{text}\x14\0";

    /// <summary>Overwrites a header field.</summary>
    public static byte[] Patch(byte[] file, int at, int width, string text)
    {
        var copy = file.ToArray();
        Encoding.Latin1.GetBytes(text.PadRight(width)[..width]).CopyTo(copy, at);
        return copy;
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
