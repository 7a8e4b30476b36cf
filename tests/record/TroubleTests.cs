using System.Buffers.Binary;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>A disk that takes nothing for a while costs a recording nothing; one that never takes anything again costs it only what came after.</summary>
public class TroubleTests
{
    public static TheoryData<string> Kinds => [.. Recordings.Kinds];

    private readonly List<string> notes = [];
    private readonly HashSet<int> opened = [];

    private static byte[] Untroubled(string kind, out int writes, out int flushes)
    {
        var disk = new Disk();
        Recordings.Write(kind, new(disk, "disk"), _ => { });
        (writes, flushes) = (disk.Writes, disk.Flushes);
        return disk.ToArray();
    }

    /// <summary>The clock goes on by a tenth of a second with every sample, so that many come between two trials.</summary>
    private byte[] Troubled(string kind, Disk disk, RecordingPatience? patience = null)
    {
        var time = new SteppedTime();
        Recordings.Write(kind, new(disk, "disk", (patience ?? new()) with { Time = time, Note = notes.Add }), writer =>
        {
            time.Step(TimeSpan.FromSeconds(0.1));
            writer.TryAgain();
        });
        return disk.ToArray();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_disk_that_is_full_for_some_writes_leaves_no_trace(string kind)
    {
        var whole = Untroubled(kind, out var writes, out _);
        for (var from = 0; from < writes; from++)
        {
            for (var times = 1; times <= 40; times = times * 3 + 1)
            {
                var (first, last) = (from, from + times);
                var disk = new Disk { IsFullAt = n => n >= first && n < last, TakenBack = disk => AssertReadable(kind, disk.ToArray(), whole) };
                Assert.Equal(whole, Troubled(kind, disk));
            }
        }
        Assert.Equal("disk: No space left on device; what comes is held in memory (64 MB), trying again for 600 s", notes[0]);
        Assert.Contains(notes, note => note.StartsWith("disk: No space left on device; what comes is held in memory (64 MB, about ", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.StartsWith("disk: the disk takes the recording again after 0.", StringComparison.Ordinal) && note.EndsWith(" s; all that was held is written", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_pattern_of_full_disks_and_lost_flushes_leaves_no_trace(string kind)
    {
        var whole = Untroubled(kind, out _, out _);
        Gen.Select(Gen.Double[0, 0.9], Gen.Double[0, 0.9], Gen.Int).Sample((full, lost, seed) =>
        {
            var random = new Random(seed);
            var disk = new Disk { IsFullAt = _ => random.NextDouble() < full, LosesAt = _ => random.NextDouble() < lost };
            Assert.Equal(whole, Troubled(kind, disk, new() { Longest = TimeSpan.FromDays(1000) }));
        }, iter: 300, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_flush_that_fails_writes_again_what_it_lost(string kind)
    {
        var whole = Untroubled(kind, out _, out var flushes);
        Assert.True(flushes > 8);
        for (var at = 0; at < flushes; at++)
        {
            var lost = at;
            Assert.Equal(whole, Troubled(kind, new Disk { LosesAt = n => n == lost }));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Without_end_it_fails_after_its_patience_and_says_what_is_missing(string kind)
    {
        var whole = Untroubled(kind, out var writes, out _);
        for (var from = 0; from < writes; from += 3)
        {
            var first = from;
            var disk = new Disk { IsFullAt = n => n >= first };
            var failure = Assert.Throws<RecordingFailedException>(() => Troubled(kind, disk, new() { Longest = TimeSpan.FromSeconds(4) }));
            Assert.Equal(disk.Length, failure.Written);
            Assert.True(failure.Lost > 0);
            Assert.Equal($"disk: No space left on device; {disk.Length} bytes are written and can be read, {failure.Lost} bytes that were held in memory are lost. Free some space or choose another disk, then start a new recording.", failure.Message);
            Assert.Equal($"No space left on device, {failure.Lost} bytes that were held in memory are lost", failure.Found);
            AssertReadable(kind, disk.ToArray(), whole);
        }
    }

    [Fact]
    public void A_full_memory_is_told_and_asks_for_no_more()
    {
        var time = new SteppedTime();
        var disk = new Disk { IsFullAt = static n => n is > 3 and < 60 };
        var file = new RecordingFile(disk, "disk", new() { Time = time, Note = notes.Add, SpoolBytes = 3_000_000 });
        var piece = new byte[100_000];
        for (var i = 0; i < 100; i++)
        {
            for (piece[0] = (byte)i; file.IsFull; file.TryAgain()) time.Step(file.UntilRetry);
            file.Append(piece);
        }
        file.Dispose();
        Assert.Equal(100, disk.Length / piece.Length);
        for (var i = 0; i < 100; i++) Assert.Equal(i, disk.ToArray()[i * piece.Length]);
        Assert.Equal("disk: the memory for it is full (3 MB held): it reads no more until the disk takes what is held", notes[1]);
        Assert.Equal(3, notes.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_recording_that_ends_on_a_full_disk_waits_for_it(string kind)
    {
        var whole = Untroubled(kind, out var writes, out _);
        var disk = new Disk { IsFullAt = n => n > writes / 2 && n < writes / 2 + 100 };
        Recordings.Write(kind, new(disk, "disk", new() { Time = new VirtualTime(), Note = notes.Add }), _ => { });
        Assert.Equal(whole, disk.ToArray());
        Assert.StartsWith("disk: the recording has ended, but ", notes[1], StringComparison.Ordinal);
        Assert.EndsWith(" are not written; trying on", notes[1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_end_is_bounded_by_its_patience(string kind)
    {
        var time = new VirtualTime();
        var disk = new Disk { IsFullAt = static n => n > 5 };
        var failure = Assert.Throws<RecordingFailedException>(() => Recordings.Write(kind, new(disk, "disk", new() { Time = time, Longest = TimeSpan.FromMinutes(2) }), _ => { }));
        Assert.InRange(time.Waits.Sum(w => w.TotalSeconds), 115, 125);
        Assert.Equal(disk.Length, failure.Written);
        Assert.True(failure.Lost > 0);
    }

    /// <summary>A disk that takes a little each time is not given up, nor tried ever more rarely.</summary>
    [Fact]
    public void A_disk_that_takes_one_piece_at_a_time_has_all_the_patience()
    {
        var time = new VirtualTime();
        var disk = new Disk { IsFullAt = static n => n > 20 && n % 2 == 0 };
        Recordings.Write("csv", new(disk, "disk", new() { Time = time, Longest = TimeSpan.FromSeconds(0.15), Note = notes.Add }), _ => { }, seconds: 120);
        Assert.Equal(3, notes.Count);
        Assert.InRange(time.Waits.Count, 50, 300);
        Assert.All(time.Waits, w => Assert.InRange(w.TotalMilliseconds, 99, 101));
    }

    [Fact]
    public void Who_stops_at_once_does_not_wait_for_the_disk()
    {
        using var stopping = new CancellationTokenSource();
        stopping.Cancel();
        var time = new VirtualTime();
        Assert.Throws<RecordingFailedException>(() => Recordings.Write("xdf", new(new Disk { IsFullAt = static n => n > 5 }, "disk", new() { Time = time, Stopping = stopping.Token }), _ => { }));
        Assert.Empty(time.Waits);
        // Where the disk takes it by then, nothing is lost.
        var disk = new Disk { IsFullAt = static n => n is > 5 and < 7 };
        Recordings.Write("xdf", new(disk, "disk", new() { Time = time, Stopping = stopping.Token }), _ => { });
        Assert.Equal(Untroubled("xdf", out _, out _), disk.ToArray());
    }

    [Fact]
    public void A_file_that_became_too_large_for_its_disk_is_not_tried_again()
    {
        var file = new RecordingFile(new Refusing("File too large", 27), "disk", new() { Note = notes.Add });
        Assert.StartsWith("disk: File too large; 0 bytes are written", Assert.Throws<RecordingFailedException>(() => file.Append("x"u8)).Message, StringComparison.Ordinal);
        Assert.Empty(notes);
    }

    [Fact]
    public void A_device_that_comes_back_is_opened_again()
    {
        var time = new SteppedTime();
        var (gone, back) = (new Disk { LosesAt = static n => n >= 1 }, new Disk());
        var opened = 0;
        var file = new RecordingFile(gone, "disk", new() { Time = time, Note = notes.Add }, () => ++opened < 3 ? throw new FileNotFoundException("There is no such file") : back);
        file.Append("confirmed "u8);
        file.FlushToDisk();
        back.Write("confirmed "u8);
        gone.IsFullAt = static _ => true;
        file.Append("held "u8);
        gone.Close();
        for (var i = 0; i < 20; i++, time.Step(TimeSpan.FromSeconds(1))) file.TryAgain();
        file.Append("more"u8);
        Assert.Equal("confirmed held more"u8.ToArray(), back.ToArray());
        Assert.Equal(3, opened);
        Assert.False(file.IsHindered);
    }

    [Fact]
    public void Another_file_under_the_same_name_is_not_taken_for_it()
    {
        var time = new SteppedTime();
        var disk = new Disk();
        var file = new RecordingFile(disk, "disk", new() { Time = time, Longest = TimeSpan.FromSeconds(9) }, () => new Disk());
        file.Append("confirmed"u8);
        file.FlushToDisk();
        disk.IsFullAt = static _ => true;
        file.Append("held"u8);
        var failure = Assert.Throws<RecordingFailedException>(() =>
        {
            for (var i = 0; i < 20; i++, time.Step(TimeSpan.FromSeconds(1))) file.TryAgain();
        });
        Assert.StartsWith("disk: The file has only 0 of the 9 bytes that the disk had confirmed; 9 bytes are written and can be read, 4 bytes that were held in memory are lost.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_allocated_while_the_disk_takes_all()
    {
        using var folder = new Folder();
        using var file = RecordingFile.Create(folder["a"], StillTime.Instance, new() { Time = new SteppedTime() });
        var piece = new byte[70_000];
        void Go(int times)
        {
            for (var i = 0; i < times; i++)
            {
                file.Append(piece);
                file.Replace(0, piece.AsSpan(0, 90));
                if (i % 7 == 0) file.FlushToDisk();
                file.TryAgain();
            }
        }
        Go(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Go(200);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>What stands is whole: a beginning of the recording, or for WAV one whose header tells of no more than there is.</summary>
    private void AssertReadable(string kind, byte[] bytes, byte[] whole)
    {
        if (kind == "wav")
        {
            if (bytes.Length < 94) Assert.Empty(bytes);
            else Assert.InRange(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(90)), 0, bytes.Length - 94);
            if (bytes.Length > 94) Assert.Equal(whole[94..bytes.Length], bytes[94..]);
            return;
        }
        Assert.Equal(whole[..bytes.Length], bytes);
        if (kind is "srt" or "vtt") Assert.Equal(Subtitles.Read(kind, whole).Take(Subtitles.Read(kind, bytes).Count), Subtitles.Read(kind, bytes));
        if (kind != "xdf") Assert.True(bytes.Length == 0 || bytes[^1] == (byte)'\n');
        else if (bytes.Length > 0 && opened.Add(bytes.Length))
        {
            // The bytes are those of the whole recording, so each length is opened once.
            using var folder = new Folder();
            Assert.Empty(folder.Xdf(bytes).Notes);
        }
    }

    private sealed class Refusing(string message, int code) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException(message, code);
    }

    /// <summary>A clock that a test moves on.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Step(TimeSpan by) => now += by.Ticks;

        /// <summary>A recording that ends waits: its time passes at once.</summary>
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Step(dueTime);
            return new VirtualTime().CreateTimer(callback, state, dueTime, period);
        }
    }
}
