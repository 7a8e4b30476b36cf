namespace Streaming;

/// <summary>Saves a block that waits somewhere in a paused session.</summary>
internal static class BlockState
{
    public static void Save(Block block, ref StateWriter writer)
    {
        writer.Write("count", block.Count);
        writer.Write("index", block.Index);
        writer.WriteStruct("clock", block.Clock);
        writer.Write("gap", block.Gap);
        writer.Write("until", block.Until);
        writer.Write("stamps", block.Stamps);
        switch (block)
        {
            case Block<float> b: writer.Write<float>("values", b.Values); break;
            case Block<double> b: writer.Write<double>("values", b.Values); break;
            case Block<sbyte> b: writer.Write<sbyte>("values", b.Values); break;
            case Block<short> b: writer.Write<short>("values", b.Values); break;
            case Block<int> b: writer.Write<int>("values", b.Values); break;
            case Block<long> b: writer.Write<long>("values", b.Values); break;
            case Block<Event> b:
                foreach (var e in b.Values)
                {
                    writer.Write("text", e.Text);
                    writer.Write("value", e.Value);
                    writer.Write("duration", e.Duration);
                }
                break;
        }
    }

    public static Block Load(StreamFormat format, ref StateReader reader)
    {
        var count = reader.ReadInt32("count");
        if (count <= 0) throw new StateException($"A saved block of {count} samples is damaged.");
        var index = reader.ReadInt64("index");
        var clock = reader.ReadStruct<SampleClock>("clock");
        var gap = reader.ReadBoolean("gap");
        var until = reader.ReadDouble("until");
        var stamps = reader.ReadArray<double>("stamps");
        if (stamps.Length != 0 && stamps.Length != count) throw new StateException("A saved block has too few stamps: it is damaged.");
        Block block = format.Element switch
        {
            ElementType.Float32 => Values<float>(format, count, ref reader),
            ElementType.Float64 => Values<double>(format, count, ref reader),
            ElementType.Int8 => Values<sbyte>(format, count, ref reader),
            ElementType.Int16 => Values<short>(format, count, ref reader),
            ElementType.Int32 => Values<int>(format, count, ref reader),
            ElementType.Int64 => Values<long>(format, count, ref reader),
            _ => Events(format, count, ref reader),
        };
        block.Index = index;
        block.Clock = clock;
        block.Gap = gap;
        block.Until = until;
        if (stamps.Length > 0) stamps.CopyTo(block.WritableStamps(count));
        return block;
    }

    private static Block<T> Values<T>(StreamFormat format, int count, ref StateReader reader) where T : unmanaged
    {
        var values = reader.ReadArray<T>("values");
        if (values.Length != (long)count * format.SampleSize) throw new StateException("A saved block has another number of values than its format asks for.");
        var block = new BlockPool<T>(format).Lease(count);
        block.Count = count;
        values.CopyTo(block.Values);
        return block;
    }

    private static Block<Event> Events(StreamFormat format, int count, ref StateReader reader)
    {
        var events = new List<Event>();
        while (events.Count < count) events.Add(new Event(reader.ReadText("text") ?? "", reader.ReadDouble("value"), reader.ReadDouble("duration")));
        var block = new BlockPool<Event>(format).Lease(count);
        block.Count = count;
        events.CopyTo(block.Values);
        return block;
    }
}
