using System.IO.Compression;
using Streaming.Files;
using Streaming.Files.Xdf;

namespace Streaming.Tests;

public class XdfReaderTests
{
    private static byte[] F32(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] I16(params short[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    [Fact]
    public void Every_numeric_format_is_read()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "float32", 1, 0).Header(2, "double64", 1, 0).Header(3, "int32", 1, 0).Header(4, "int16", 1, 0).Header(5, "int8", 1, 0).Header(6, "int64", 1, 0);
        bytes.Samples(1, 1, (1, BitConverter.GetBytes(-1.5f))).Samples(2, 4, (1, BitConverter.GetBytes(1e-300))).Samples(3, 8, (1, BitConverter.GetBytes(-70000)))
            .Samples(4, 1, (1, BitConverter.GetBytes((short)-300))).Samples(5, 1, (1, [0x80])).Samples(6, 1, (1, BitConverter.GetBytes(long.MinValue + 1)));
        var file = XdfFile.Open(bytes.Save());
        Assert.Empty(file.Notes);
        using var reader = file.Read();
        Assert.True(reader.Next());
        Assert.Equal([-1.5f], reader.ValuesAs<float>());
        Assert.True(reader.Next());
        Assert.Equal([1e-300], reader.ValuesAs<double>());
        Assert.True(reader.Next());
        Assert.Equal([-70000], reader.ValuesAs<int>());
        Assert.True(reader.Next());
        Assert.Equal([(short)-300], reader.ValuesAs<short>());
        Assert.True(reader.Next());
        Assert.Equal([sbyte.MinValue], reader.ValuesAs<sbyte>());
        Assert.True(reader.Next());
        Assert.Equal([long.MinValue + 1], reader.ValuesAs<long>());
        Assert.Equal("stream 6 (s) holds Int64, not Single.", Assert.Throws<InvalidOperationException>(() => { reader.ValuesAs<float>(); }).Message);
        Assert.False(reader.Next());
        Assert.Equal([0f, -70000, -300, -128, -9.223372E18f], file.Streams.Skip(1).Select(s => file.All(s).Values[0]));
    }

    [Fact]
    public void Stamps_are_deduced_across_chunks_from_the_last_one_of_the_stream()
    {
        using var bytes = new XdfBytes();
        bytes.Header(9, "int8", 1, 10).Header(7, "int8", 1, 0);
        bytes.Samples(9, 1, (null, [1]), (5, [2]), (null, [3]));
        bytes.Samples(7, 1, (null, [1]), (50, [2]), (null, [3]));
        bytes.Samples(9, 1, (null, [4]), (4.5, [5]));
        var file = XdfFile.Open(bytes.Save());
        Assert.Equal([0 + 0.1, 5, 5 + 0.1, 5 + 0.1 + 0.1, 4.5], file.All(file.Streams[0]).Stamps);
        Assert.Equal([0, 50, 50], file.All(file.Streams[1]).Stamps);
    }

    [Fact]
    public void Text_may_be_long_empty_and_of_several_channels()
    {
        var text = new string('ä', 100_000);
        using var bytes = new XdfBytes();
        bytes.Header(1, "string", 2, 0).Samples(1, 4, (1, [.. XdfBytes.Text(""), .. XdfBytes.Text(text, 4)]), (2, [.. XdfBytes.Text("x", 8), .. XdfBytes.Text("€")]));
        var file = XdfFile.Open(bytes.Save());
        Assert.Empty(file.Notes);
        Assert.Equal(["", text, "x", "€"], file.All(file.Streams[0]).Texts);
        using var reader = file.Read();
        reader.Next();
        Assert.Equal("stream 1 (s) holds text.", Assert.Throws<InvalidOperationException>(() => reader.CopyTo(new float[4])).Message);
    }

    [Fact]
    public void Header_fields_are_taken_by_name()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "float32", 3, 250, "<channels><channel><unit>microvolts</unit><label> Fp1 </label></channel><channel><label>Cz</label></channel></channels><synchronization><can_drop_samples>true</can_drop_samples></synchronization>");
        var stream = XdfFile.Open(bytes.Save()).Streams[0];
        Assert.Equal(["Fp1", "Cz", "ch3"], stream.Labels);
        Assert.Equal(["microvolts", "", ""], stream.Units);
        Assert.True(stream.CanDropSamples);
        Assert.Equal("id", stream.SourceId);
    }

    [Fact]
    public void Unknown_tags_and_late_headers_are_no_fault()
    {
        using var bytes = new XdfBytes();
        bytes.Chunk(77, new byte[300]).Header(2, "int8", 1, 0).Samples(2, 1, (1, [1])).Chunk(4000, [], 8).Header(1, "int8", 1, 0).Samples(1, 1, (2, [2])).Samples(2, 1, (3, [3]));
        var file = XdfFile.Open(bytes.Save());
        Assert.Empty(file.Notes);
        Assert.Equal([1f, 3f], file.All(file.Streams[0]).Values);
        Assert.Equal([2f], file.All(file.Streams[1]).Values);
    }

    [Theory]
    [InlineData("int8", "x", "10", "channel_count must be a whole number from 0 to 1048576, found 'x'")]
    [InlineData("int8", "-1", "10", "channel_count must be a whole number from 0 to 1048576, found '-1'")]
    [InlineData("int8", "2000000000", "10", "channel_count must be a whole number from 0 to 1048576, found '2000000000'")]
    [InlineData("int8", "1", "500,5", "nominal_srate must be a number of at least 0 with a decimal point, found '500,5'")]
    [InlineData("int8", "1", "-5", "nominal_srate must be a number of at least 0 with a decimal point, found '-5'")]
    [InlineData("int9", "1", "10", "channel_format must be float32, double64, string, int32, int16, int8 or int64, found 'int9'")]
    public void A_header_that_cannot_be_read_leaves_only_its_stream_out(string format, string channels, string rate, string fault)
    {
        using var bytes = new XdfBytes();
        var at = bytes.Length;
        bytes.Header(1, $"<info><name>a</name><channel_count>{channels}</channel_count><nominal_srate>{rate}</nominal_srate><channel_format>{format}</channel_format></info>");
        bytes.Samples(1, 1, (1, [1])).Offset(1, 1, 1).Header(2, "int8", 1, 0).Samples(2, 1, (1, [7]));
        var file = XdfFile.Open(bytes.Save());
        Assert.Equal([7f], file.All(Assert.Single(file.Streams)).Values);
        Assert.Equal([$"byte {at}: the header of stream 1 cannot be read, the stream is left out: {fault}"], file.Notes);
    }

    [Fact]
    public void Chunks_without_a_header_and_second_headers_are_noted()
    {
        using var bytes = new XdfBytes();
        var first = bytes.Length;
        bytes.Samples(8, 1, (1, [1])).Header(1, "int8", 1, 0);
        var second = bytes.Length;
        bytes.Header(1, "int16", 2, 0).Samples(1, 1, (1, [5]));
        var file = XdfFile.Open(bytes.Save());
        Assert.Equal([$"byte {first}: a chunk belongs to stream 8, which has no header before it, and is skipped", $"byte {second}: a second header of stream 1 is ignored"], file.Notes);
        Assert.Equal([5f], file.All(file.Streams[0]).Values);
    }

    [Fact]
    public void Bad_XML_is_a_note_in_a_header_and_nothing_in_a_footer()
    {
        using var bytes = new XdfBytes(header: false);
        bytes.Chunk(1, "<info><a></info>"u8).Header(1, "int8", 1, 0).Samples(1, 1, (1, [5])).Footer(1, "<info>").Header(2, "<!DOCTYPE x [<!ENTITY a 'b'>]><info/>")
            .Header(3, string.Concat(Enumerable.Repeat("<a>", 100)) + string.Concat(Enumerable.Repeat("</a>", 100)));
        var file = XdfFile.Open(bytes.Save());
        Assert.StartsWith("byte 4: the file header cannot be read: The 'a' start tag", file.Notes[0], StringComparison.Ordinal);
        Assert.Contains("DTD is prohibited", file.Notes[1], StringComparison.Ordinal);
        Assert.Contains("elements deeper than 64", file.Notes[2], StringComparison.Ordinal);
        Assert.Equal(3, file.Notes.Count);
        Assert.Null(file.Streams[0].FooterSampleCount);
        Assert.Equal([5f], file.All(file.Streams[0]).Values);
    }

    [Fact]
    public void Damage_costs_what_stands_before_the_next_boundary()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 1, 10).Samples(1, 1, (1, I16(1)), (2, I16(2)));
        var at = bytes.Length;
        bytes.Raw([3, 9, 9, 9]).Samples(1, 1, (3, I16(3))).Boundary();
        var to = bytes.Length;
        bytes.Samples(1, 1, (4, I16(4)));
        var file = XdfFile.Open(bytes.Save());
        Assert.Equal([$"byte {at}: {to - at} bytes cannot be read; going on behind the next boundary"], file.Notes);
        Assert.Equal([1f, 2f, 4f], file.All(file.Streams[0]).Values);
    }

    [Fact]
    public void A_boundary_is_found_wherever_buffers_meet()
    {
        // The window is 64 KiB; the boundary stands at each place around its end.
        for (var gap = 65536 - 220; gap < 65536 + 40; gap++)
        {
            using var bytes = new XdfBytes();
            bytes.Header(1, "int16", 1, 10);
            var at = (int)bytes.Length;
            bytes.Raw([5]).Raw(new byte[gap - at]).Boundary().Samples(1, 1, (4, I16(4)));
            var file = XdfFile.Open(bytes.Save());
            Assert.Equal([4f], file.All(file.Streams[0]).Values);
        }
    }

    public static TheoryData<string> Damages => ["flag", "count", "huge count", "short chunk", "long chunk", "beyond the file", "negative", "too short for its id"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_Samples_chunk_gives_nothing_and_costs_no_memory(string what)
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 1, 10).Samples(1, 1, (1, I16(1)));
        byte[] id = [1, 0, 0, 0], sample = [8, .. BitConverter.GetBytes(2.0), 5, 0], content = [.. id, 1, 2, .. sample, .. sample];
        switch (what)
        {
            case "flag": content[6 + sample.Length] = 3; bytes.Chunk(3, content); break;
            case "count": content[5] = 3; bytes.Chunk(3, content); break;
            case "huge count": bytes.Chunk(3, [.. id, 8, .. BitConverter.GetBytes(long.MaxValue), .. sample]); break;
            case "short chunk": bytes.Raw([4, .. BitConverter.GetBytes(content.Length), 3, 0]).Raw(content); break;
            case "long chunk": bytes.Raw([4, .. BitConverter.GetBytes(content.Length + 5), 3, 0]).Raw(content); break;
            case "beyond the file": bytes.Raw([4, .. BitConverter.GetBytes(2_000_000_000), 3, 0]).Raw(content); break;
            case "negative": bytes.Raw([8, .. BitConverter.GetBytes(-1L), 3, 0]).Raw(content); break;
            default: bytes.Raw([1, 4, 3, 0, 1, 0]); break;
        }
        bytes.Boundary().Samples(1, 1, (4, I16(4)));
        var path = bytes.Save();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = XdfFile.Open(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Single(file.Notes);
        Assert.Equal([1f, 4f], file.All(file.Streams[0]).Values);
    }

    [Fact]
    public void A_string_longer_than_its_chunk_is_damage()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "string", 1, 0).Samples(1, 1, (1, XdfBytes.Text("a"))).Samples(1, 1, (2, [4, .. BitConverter.GetBytes(int.MaxValue), 65]))
            .Boundary().Samples(1, 1, (3, XdfBytes.Text("b")));
        var file = XdfFile.Open(bytes.Save());
        Assert.Equal(["a", "b"], file.All(file.Streams[0]).Texts);
        Assert.Single(file.Notes);
    }

    [Fact]
    public void Without_a_boundary_the_rest_is_given_up()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 1, 10).Samples(1, 1, (1, I16(1)));
        var at = bytes.Length;
        bytes.Raw([9, 9, 9]).Samples(1, 1, (3, I16(3)));
        var file = XdfFile.Open(bytes.Save());
        Assert.Equal([$"byte {at}: from here on the file cannot be read, and no boundary follows"], file.Notes);
        Assert.Equal([1f], file.All(file.Streams[0]).Values);
    }

    [Fact]
    public void A_cut_file_gives_its_whole_samples()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 1, 10);
        var at = bytes.Length;
        bytes.Samples(1, 1, (1, I16(1)), (null, I16(2)), (null, I16(3)));
        var file = XdfFile.Open(bytes.Save(b => b[..^1]));
        Assert.Equal([$"byte {at}: the file ends within this Samples chunk of stream 1 (s); its 2 whole samples are kept"], file.Notes);
        Assert.Equal([1f, 2f], file.All(file.Streams[0]).Values);
        file = XdfFile.Open(bytes.Save(b => b[..(int)(at + 3)]));
        Assert.Equal([$"byte {at}: the file ends within this chunk"], file.Notes);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    public void Packed_files_are_known_by_their_first_bytes(string kind)
    {
        static byte[] Pack(byte[] plain, string kind)
        {
            var to = new MemoryStream();
            using (Stream pack = kind == "gzip" ? new GZipStream(to, CompressionLevel.Fastest, true) : new ZLibStream(to, CompressionLevel.Fastest, true)) pack.Write(plain);
            return to.ToArray();
        }
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 1, 10);
        for (short i = 0; i < 3000; i++) bytes.Samples(1, 1, (i * 0.7 % 3, I16(i)));
        bytes.Raw([9]).Boundary().Samples(1, 1, (0, I16(3000)));
        var file = XdfFile.Open(bytes.Save(plain => Pack(plain, kind)));
        Assert.Single(file.Notes);
        var data = file.All(file.Streams[0]);
        Assert.Equal(Enumerable.Range(0, 3001).Select(i => (float)i), data.Values);
        Assert.Equal(data.Stamps[2500..], file.All(file.Streams[0], 2500).Stamps);

        file = XdfFile.Open(bytes.Save(plain => Pack(plain, kind)[..^2000]));
        var cut = file.All(file.Streams[0]).Values;
        Assert.InRange(cut.Count, 1, 3000);
        Assert.Equal(data.Values[..cut.Count], cut);
    }

    [Fact]
    public void Reading_can_start_at_any_sample()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 1, 10).Header(2, "float32", 40, 0);
        for (short i = 0; i < 4000; i += 2)
        {
            bytes.Samples(1, 1, (i % 14 == 0 ? i : null, I16(i)), (null, I16((short)(i + 1)))).Samples(2, 1, (i, F32(new float[40])));
            if (i % 400 == 0) bytes.Offset(1, i, 0.5);
        }
        var file = XdfFile.Open(bytes.Save());
        var stream = file.Streams[0];
        Assert.True(stream.SeekPoints.Count > 4);
        var all = file.All(stream);
        for (var from = 0; from <= 4000; from += 333)
        {
            var part = file.All(stream, from);
            Assert.Equal(all.Values[from..], part.Values);
            Assert.Equal(all.Stamps[from..], part.Stamps);
        }
        Assert.Equal("stream 1 (s) is not a stream of other. (Parameter 'stream')".Replace("other", bytes.Save(), StringComparison.Ordinal),
            Assert.Throws<ArgumentException>(() => file.Read(XdfFile.Open(bytes.Save()).Streams[0])).Message);
    }

    [Fact]
    public void Reading_numbers_allocates_nothing()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 4, 10);
        for (short i = 0; i < 9000; i++) bytes.Samples(1, 1, (i, I16(i, 1, 2, 3)));
        var file = XdfFile.Open(bytes.Save());
        var values = new float[4];
        long Read()
        {
            using var reader = file.Read();
            reader.Next();
            var before = GC.GetAllocatedBytesForCurrentThread();
            while (reader.Next()) reader.CopyTo(values);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Read();
        Assert.Equal(0, Read());
        Assert.Equal([8999f, 1, 2, 3], values);
    }

    [Fact]
    public void A_large_chunk_comes_in_pieces()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "float32", 100, 10).Samples(1, 4, [.. Enumerable.Range(0, 2000).Select(i => ((double?)i, F32([.. Enumerable.Range(0, 100).Select(c => (float)(i * 100 + c))])))]);
        var file = XdfFile.Open(bytes.Save());
        var data = file.All(file.Streams[0]);
        Assert.Equal(Enumerable.Range(0, 200_000).Select(i => (float)i), data.Values);
        using var reader = file.Read();
        reader.Next();
        Assert.Equal(655, reader.Count);
    }

    [Fact]
    public void A_stream_may_have_no_channels()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "float32", 0, 10).Samples(1, 1, (1, []), (2, []));
        var file = XdfFile.Open(bytes.Save());
        Assert.Equal([1.0, 2.0], file.All(file.Streams[0]).Stamps);
    }

    [Fact]
    public void The_stray_last_sample_of_an_outlet_goes_with_its_garbage_offset()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 1, 10).Samples(1, 1, (1, I16(1)), (2, I16(2)), (3, I16(3)));
        bytes.Offset(1, 1, 0.1).Offset(1, 6, 0.1).Offset(1, 11, 0.1).Offset(1, 9000, 0.1);
        bytes.Footer(1, "<info><sample_count>2</sample_count></info>");
        var file = XdfFile.Open(bytes.Save());
        var stream = file.Streams[0];
        Assert.Equal([1f, 2f], file.All(stream).Values);
        Assert.Equal(2.0, stream.LastStamp);
        Assert.Equal(3, file.All(stream).Offsets.Count);
        Assert.Equal(["stream 1 (s): 1 samples more than its footer says and a garbage last clock offset, as outlets leave that end; both are left out"], file.Notes);
    }

    [Fact]
    public void The_last_sample_before_a_stray_one_may_come_after_clock_offsets()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 1, 10).Samples(1, 1, (1, I16(1))).Offset(1, 1, 0.1).Offset(1, 6, 0.1).Offset(1, 11, 0.1).Samples(1, 1, (2, I16(2)), (3, I16(3))).Offset(1, 9000, 0.1);
        var stream = XdfFile.Open(bytes.Footer(1, "<info><sample_count>2</sample_count></info>").Save()).Streams[0];
        Assert.Equal((2, 2.0), (stream.SampleCount, stream.LastStamp));
    }

    [Fact]
    public void What_stands_before_the_header_of_a_stream_is_not_its_own()
    {
        using var bytes = new XdfBytes();
        bytes.Samples(1, 1, (1, [1, 2, 3])).Offset(1, 5, 5).Header(1, "int16", 1, 0).Samples(1, 1, (2, I16(7))).Offset(1, 6, 6);
        var file = XdfFile.Open(bytes.Save());
        var (stamps, values, _, offsets) = file.All(file.Streams[0]);
        Assert.Equal([2.0], stamps);
        Assert.Equal([7f], values);
        Assert.Equal([new(6, 6)], offsets);
        Assert.Equal(2, file.Notes.Count(n => n.EndsWith("a chunk belongs to stream 1, which has no header before it, and is skipped", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_recording_need_not_be_a_file()
    {
        using var bytes = new XdfBytes();
        var held = bytes.Header(1, "int16", 1, 10).Samples(1, 1, (1, I16(4))).ToArray();
        var file = XdfFile.Open("held", () => new MemoryStream(held));
        Assert.Equal([4f], file.All(file.Streams[0]).Values);
        Assert.StartsWith("held, byte 0: expected 'XDF:'", Assert.Throws<RecordingException>(() => XdfFile.Open("held", () => new MemoryStream([1, 2]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, 0.1000001, 2, true)]        // time and value fit
    [InlineData(16, 0.2, 2, false)]             // value is wild
    [InlineData(16, 0.2, 3, true)]              // wild, but the footer counts all samples
    [InlineData(-1000, 0.1, 2, false)]          // time is wild
    public void Samples_beyond_the_footer_stay_unless_the_last_offset_is_wild(double time, double value, int footer, bool stays)
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 1, 10).Samples(1, 1, (1, I16(1)), (2, I16(2)), (3, I16(3)));
        bytes.Offset(1, 1, 0.1).Offset(1, 6, 0.1000002).Offset(1, 11, 0.0999999).Offset(1, time, value);
        bytes.Footer(1, $"<info><sample_count>{footer}</sample_count></info>");
        var file = XdfFile.Open(bytes.Save());
        Assert.Equal(stays ? 3 : 2, file.All(file.Streams[0]).Values.Count);
    }

    [Fact]
    public void What_is_no_XDF_file_says_so()
    {
        using var bytes = new XdfBytes();
        string Message(byte[] content) => Assert.Throws<RecordingException>(() => XdfFile.Open(bytes.Save(_ => content))).Message[(bytes.Save(_ => content).Length + 2)..];
        Assert.Equal("byte 0: expected 'XDF:' (or a gzip or zlib file that holds it), found an empty file. Check that this is an XDF recording.", Message([]));
        Assert.Equal("byte 0: expected 'XDF:' (or a gzip or zlib file that holds it), found bytes 52494646. Check that this is an XDF recording.", Message("RIFF1234"u8.ToArray()));
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, true)) gzip.Write("hello"u8);
        Assert.Equal("byte 0 of the unpacked file: expected 'XDF:', found other bytes. Check that this is an XDF recording.", Message(packed.ToArray()));
        Assert.Throws<FileNotFoundException>(() => XdfFile.Open(bytes.Save() + ".missing"));
    }

    [Fact]
    public void Any_flipped_bytes_are_survived()
    {
        using var sound = new XdfBytes();
        sound.Header(1, "int16", 2, 10).Header(2, "string", 1, 0);
        for (short i = 0; i < 20; i++) sound.Samples(1, 4, (i, I16(i, i)), (null, I16(i, i))).Samples(2, 1, (i, XdfBytes.Text("mark"))).Offset(1, i, 0.1).Boundary();
        sound.Footer(1, "<info><sample_count>40</sample_count></info>").Footer(2, "<info><sample_count>20</sample_count></info>");
        var bytes = sound.ToArray();
        using var damaged = new XdfBytes();
        Gen.Select(Gen.Int[4, bytes.Length - 1], Gen.Byte).Array[1, 8].Sample(flips =>
        {
            var copy = (byte[])bytes.Clone();
            foreach (var (at, value) in flips) copy[at] = value;
            var file = XdfFile.Open(damaged.Save(_ => copy));
            foreach (var stream in file.Streams) file.All(stream);
            file.Timelines();
            Assert.True(file.Streams.Sum(s => s.SampleCount) <= 200);
        }, iter: 1500, threads: 1);
    }
}
