using Streaming.Files;

namespace Streaming.Tests;

/// <summary>FLAC recordings with every means the format has, those of its own encoder, and broken ones.</summary>
public class FlacReaderTests
{
    private static readonly Gen<FlacFile> recording =
        from bits in Gen.Int[4, 32]
        from channels in Gen.Int[1, 8]
        from lengths in Gen.OneOf(16, 17, 192, 256, 1000).Array[1, 4]
        from metadata in Gen.Int[0, 3]
        from open in Gen.Bool
        from seed in Gen.Int
        select Write(bits, channels, lengths, metadata, open, new Random(seed));

    private static FlacFile Write(int bits, int channels, int[] lengths, int metadata, bool open, Random random)
    {
        var file = new FlacFile { Bits = bits, Metadata = metadata, Open = open, LargestBlock = Math.Max(1000, lengths.Max()), Rate = 1 + random.Next(1_000_000) };
        foreach (var length in lengths)
        {
            var wasted = random.Next(3) == 0 ? random.Next(bits) : 0;
            var made = Enumerable.Range(0, channels).Select(_ => Samples(bits, length, wasted, random)).ToArray();
            var assignment = channels == 2 ? new[] { -1, 8, 9, 10 }[random.Next(4)] : -1;
            file.Blocks.Add((made, assignment, [.. Enumerable.Range(0, channels).Select(_ => Coding(length, random))]));
        }
        return file;
    }

    /// <summary>A tone, noise of full scale, silence, or the two ends.</summary>
    private static int[] Samples(int bits, int length, int wasted, Random random)
    {
        var (kind, full, step) = (random.Next(4), Math.Pow(2, bits - 1), random.NextDouble());
        return [.. Enumerable.Range(0, length).Select(i => (int)(kind switch
        {
            0 => full * 0.9 * Math.Sin(i * step),
            1 => random.NextDouble() * 2 * full - full,
            2 => 0,
            _ => i % 2 == 0 ? full - 1 : -full,
        }) >> wasted << wasted)];
    }

    private static FlacCoding Coding(int length, Random random)
    {
        var kind = random.Next(4) switch { 0 => 0, 1 => 1, 2 => 8 + random.Next(5), _ => 32 + random.Next(Math.Min(32, length)) };
        var order = kind >= 32 ? kind - 31 : Math.Max(0, kind - 8);
        var partitions = Enumerable.Range(0, 6).Where(p => length % (1 << p) == 0 && length >> p >= order).ToArray();
        return new(kind, partitions[random.Next(partitions.Length)], random.Next(2) == 0, random.Next(2) == 0);
    }

    private static FlacReader Read(byte[] bytes) => new(new MemoryStream(bytes), "test.flac");

    private static float[] All(FlacReader reader, int most = 1 << 20)
    {
        List<float> all = [];
        var piece = new float[Math.Min(most, 1 << 14) * reader.Format.Channels];
        for (int held; (held = reader.Read(piece)) > 0;) all.AddRange(piece.AsSpan(0, held * reader.Format.Channels));
        return [.. all];
    }

    [Fact]
    public void What_was_written_is_read_and_its_sum_is_right() => recording.Sample(file =>
    {
        using var reader = Read(file.Build());
        var expected = file.Expected();
        Assert.Equal(new FlacFormat(file.Blocks[0].Channels.Length, file.Rate, file.Bits, file.Open ? 0 : expected.Length / file.Blocks[0].Channels.Length, file.LargestBlock), reader.Format);
        Assert.Equal(expected, All(reader));
        Assert.Empty(reader.Notes);
        Assert.Null(reader.Damage);
    });

    [Fact]
    public void Any_cut_into_reads_gives_the_same_and_any_place_can_be_next() => Gen.Select(recording, Gen.Int[1, 300], Gen.Double[0, 1]).Sample((file, cut, place) =>
    {
        using var reader = Read(file.Build());
        var expected = file.Expected();
        Assert.Equal(expected, All(reader, cut));
        var at = (long)(place * (expected.Length / reader.Format.Channels));
        reader.Next = at;
        Assert.Equal(expected[(int)(at * reader.Format.Channels)..], All(reader));
        Assert.Empty(reader.Notes);
    });

    /// <summary>Frames numbered in two bytes.</summary>
    [Fact]
    public void Many_frames_are_read()
    {
        var file = new FlacFile { LargestBlock = 16 };
        for (var f = 0; f < 200; f++) file.Blocks.Add(([[.. Enumerable.Range(f, 16)]], -1, [new(9)]));
        using var reader = Read(file.Build());
        Assert.Equal(file.Expected(), All(reader));
    }

    [Theory]
    [InlineData("8", 1, 16000, "-5 -b 576")]
    [InlineData("16", 2, 44100, "-8 -b 4608")]
    [InlineData("16", 2, 8000, "-0 -b 192")]
    [InlineData("16", 1, 16000, "-8 -e -p -l 32 --lax")]
    [InlineData("24", 2, 48000, "-8 -r 0,8 -m")]
    [InlineData("24", 6, 96000, "-3 -b 16384 --lax")]
    [InlineData("16", 2, 22050, "-0 --disable-fixed-subframes --disable-constant-subframes")]
    public async Task What_the_encoder_of_the_format_wrote_is_read(string bits, int channels, int rate, string options)
    {
        var flac = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(p => Path.Combine(p, "flac")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(flac is null, "needs the program flac");
        var folder = Directory.CreateTempSubdirectory("flac").FullName;
        try
        {
            // A chord that swells, noise, and silence on one of the channels.
            var (random, bytes) = (new Random(5), int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture) / 8);
            var full = Math.Pow(2, 8 * bytes - 1);
            var data = new byte[30_011 * channels * bytes];
            for (var i = 0; i < data.Length / bytes; i++)
            {
                var (n, c) = (i / channels, i % channels);
                var sample = c == 1 && n is > 5000 and < 15000 ? 0 : (int)(full * ((0.3 * Math.Sin(n * 0.05 * (c + 1))) + (0.3 * n / 30_011 * Math.Sin(n * 0.31)) + (0.01 * random.NextDouble())));
                for (var b = 0; b < bytes; b++) data[(i * bytes) + b] = (byte)((bytes == 1 ? sample + 128 : sample) >> (8 * b));
            }
            var wav = new WavFile { Bits = 8 * bytes, Channels = channels, Rate = (uint)rate, Data = data, Extensible = channels > 2 }.Build();
            var (from, to) = (Path.Combine(folder, "a.wav"), Path.Combine(folder, "a.flac"));
            await File.WriteAllBytesAsync(from, wav, TestContext.Current.CancellationToken);
            await Command.Run(flac!, [.. options.Split(' '), "--totally-silent", "--channel-map=none", "-f", "-o", to, from]);
            using var original = WavReader.Open(from);
            var expected = new float[original.Frames * channels];
            original.Read(expected);
            using var reader = FlacReader.Open(to);
            Assert.Equal((channels, rate, 8 * bytes, original.Frames), (reader.Format.Channels, reader.Format.Rate, reader.Format.Bits, reader.Format.Frames));
            Assert.Equal(expected, All(reader));
            Assert.Empty(reader.Notes);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    /// <summary>Recordings of others carry the sum of their samples (MD5), so they say themselves whether they were read right.</summary>
    [Fact]
    public void Public_recordings_are_read_bit_for_bit()
    {
        var files = Directory.GetFiles(SharedData.Path("audio"), "*.flac", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            using var reader = FlacReader.Open(file);
            Assert.Equal(reader.Format.Frames, All(reader).Length / reader.Format.Channels);
            Assert.True(reader.Notes.Count == 0, $"{file}: {string.Join("; ", reader.Notes)}");
        }
    }

    private static FlacFile Small(int frames = 3, byte[]? md5 = null, bool open = false, long? stated = null)
    {
        var file = new FlacFile { LargestBlock = 64, Md5 = md5, Open = open, Frames = stated };
        for (var f = 0; f < frames; f++) file.Blocks.Add(([[.. Enumerable.Range(0, 64).Select(i => (f * 1000) + (i * i))]], -1, [new(10)]));
        return file;
    }

    [Fact]
    public void Other_samples_than_were_encoded_are_told()
    {
        using var reader = Read(Small(md5: [.. Enumerable.Range(1, 16).Select(i => (byte)i)]).Build());
        Assert.Equal(3 * 64, All(reader).Length);
        Assert.Equal("the samples are not those that were encoded: their MD5 sum differs from the one in the header", Assert.Single(reader.Notes));
        Assert.Equal("test.flac, byte 26 (MD5): expected the sum of the samples, found 0102030405060708090A0B0C0D0E0F10. All was played; copy the recording again to be sure of it.", reader.Damage!.Message);
    }

    [Fact]
    public void A_cut_recording_gives_what_is_whole()
    {
        var whole = Small();
        var bytes = whole.Build();
        for (var length = 42; length < bytes.Length; length++)
        {
            using var reader = Read(bytes[..length]);
            var read = All(reader);
            Assert.True(read.Length % 64 == 0 && read.Length < 3 * 64);
            Assert.Equal(whole.Expected()[..read.Length], read);
            Assert.Equal($"the header states 192 frames; the file holds {read.Length}", Assert.Single(reader.Notes));
            Assert.Equal($"test.flac, byte {length}: expected 192 frames, as the header states, found {read.Length}. All that is whole is played; copy the recording again for the rest.", reader.Damage!.Message);
        }
    }

    [Fact]
    public void A_cut_frame_is_told_where_the_length_was_left_open()
    {
        var bytes = Small(open: true).Build();
        using var reader = Read(bytes[..^5]);
        Assert.Equal(2 * 64, All(reader).Length);
        Assert.Matches("^the last frame \\(at byte [0-9]+\\) is cut, left out$", Assert.Single(reader.Notes));
        Assert.Contains("expected a whole frame, found the end of the file in frame 2.", reader.Damage!.Message, StringComparison.Ordinal);
    }

    /// <summary>What stands behind the last sample, such as a tag, is no frame.</summary>
    [Fact]
    public void What_follows_the_last_frame_is_left_alone()
    {
        using var reader = Read([.. Small().Build(), .. "TAG and more"u8]);
        Assert.Equal(3 * 64, All(reader).Length);
        Assert.Empty(reader.Notes);
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_the_frames_is_found()
    {
        var bytes = Small().Build();
        for (var at = 42; at < bytes.Length; at++)
        {
            var broken = bytes.ToArray();
            broken[at] ^= 16;
            using var reader = Read(broken);
            Exception? fault = null;
            try
            {
                All(reader);
                // A length that became greater is a frame that is cut.
                Assert.NotEmpty(reader.Notes);
            }
            catch (RecordingException e)
            {
                fault = e;
            }
            if (fault is not null) Assert.Matches(@"^test\.flac, byte [0-9]+ \(frame [0-2]\): expected .+, found .+\. The recording is damaged here; copy it again, or decode it with 'flac -d -F' for what is left\.$", fault.Message);
        }
    }

    [Theory]
    [InlineData("", "byte 0: expected \"fLaC\", found an empty file. Check that this is a FLAC recording; Ogg FLAC is not read.")]
    [InlineData("4F676753", "byte 0: expected \"fLaC\", found \"OggS\". Check that this is a FLAC recording; Ogg FLAC is not read.")]
    [InlineData("664C61430000", "byte 4 (STREAMINFO): expected 38 bytes, found 2. The recording is cut before its samples; copy it again.")]
    public void What_is_no_recording_is_refused(string start, string message) =>
        Assert.Equal($"test.flac, {message}", Assert.Throws<RecordingException>(() => Read(Convert.FromHexString(start))).Message);

    [Theory]
    [InlineData(4, 4, "byte 4 (STREAMINFO): expected the metadata block 0 (STREAMINFO) first, found block 4.")]
    [InlineData(7, 35, "byte 5 (STREAMINFO): expected 34 bytes of STREAMINFO, found 35.")]
    [InlineData(11, 15, "byte 10 (STREAMINFO): expected blocks of at least 16 samples, found 15.")]
    [InlineData(21, 0, "byte 20 (STREAMINFO): expected 4 to 32 bits a sample, found 1.")]
    public void A_header_that_cannot_be_is_refused(int at, int value, string message)
    {
        var bytes = Small().Build();
        bytes[at] = (byte)value;
        if (at == 21) bytes[20] &= 0xFE;
        Assert.StartsWith($"test.flac, {message}", Assert.Throws<RecordingException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_without_end_is_refused()
    {
        var bytes = Small().Build();
        bytes[4] = 0;
        Assert.Contains("byte 42: expected the last of at most 4096 metadata blocks, found the end of the file", Assert.Throws<RecordingException>(() => Read(bytes[..42])).Message, StringComparison.Ordinal);
    }

    /// <summary>A recording of a minute is decoded in the memory of a block.</summary>
    [Fact]
    public void Nothing_is_allocated_while_it_is_read()
    {
        var file = new FlacFile { LargestBlock = 4096 };
        var random = new Random(1);
        for (var f = 0; f < 20; f++)
            file.Blocks.Add(([[.. Enumerable.Range(0, 4096).Select(i => (int)(9000 * Math.Sin(i * 0.02)) + random.Next(100))], [.. Enumerable.Range(0, 4096).Select(_ => random.Next(50))]], 10, [new(39, 3), new(9, 2, true)]));
        using var reader = Read(file.Build());
        var values = new float[2 * 640];
        for (var n = 0; n < 20; n++) reader.Read(values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = 0;
        for (var n = 0; n < 80; n++) read += reader.Read(values);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(80 * 640, read);
    }
}
