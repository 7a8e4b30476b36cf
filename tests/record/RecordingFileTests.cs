using Streaming.Record;

namespace Streaming.Tests;

public class RecordingFileTests
{
    [Fact]
    public void A_taken_name_is_never_overwritten()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["a.xdf"], "mine");
        Directory.CreateDirectory(folder["a_2.xdf"]);
        using (var file = RecordingFile.Create(folder["a.xdf"], StillTime.Instance))
        {
            Assert.Equal(folder["a_3.xdf"], file.Path);
            file.Append("new"u8);
            using var other = RecordingFile.Create(folder["a.xdf"], StillTime.Instance);
            Assert.Equal(folder["a_4.xdf"], other.Path);
        }
        Assert.Equal("mine", File.ReadAllText(folder["a.xdf"]));
        Assert.Equal("new", File.ReadAllText(folder["a_3.xdf"]));
    }

    [Fact]
    public void Folders_are_made_and_date_and_time_filled_in()
    {
        using var folder = new Folder();
        using var file = RecordingFile.Create(folder["{date}/deep/{date}_{time}"], StillTime.Instance);
        Assert.Equal(folder["2026-01-31/deep/2026-01-31_17-05-09"], file.Path);
        Assert.True(File.Exists(file.Path));
        using var second = RecordingFile.Create(folder["{date}/deep/{date}_{time}"], StillTime.Instance);
        Assert.EndsWith("2026-01-31_17-05-09_2", second.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_words_in_braces_are_refused() =>
        Assert.Equal("path 'a/{date}/{subject}.xdf', character 10: expected {date} or {time}, found {subject}. Use one of the two, or no braces.",
            Assert.Throws<FormatException>(() => RecordingName.Expand("a/{date}/{subject}.xdf", StillTime.Instance)).Message);

    [Fact]
    public void A_place_where_nothing_can_be_created_is_named()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["file"], "");
        var failure = Assert.Throws<RecordingFailedException>(() => RecordingFile.Create(folder["file/a.xdf"], StillTime.Instance));
        Assert.StartsWith($"{folder["file/a.xdf"]}: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("; 0 bytes are written and can be read. Choose a place that exists and that you may write to.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_can_be_read_while_the_recording_goes_on()
    {
        using var folder = new Folder();
        using var file = RecordingFile.Create(folder["a.txt"], StillTime.Instance);
        file.Append("hello "u8);
        file.Append("world"u8);
        file.Replace(0, "J"u8);
        file.FlushToDisk();
        Assert.Equal(11, file.Length);
        using var reader = new StreamReader(new FileStream(folder["a.txt"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Equal("Jello world", reader.ReadToEnd());
    }

    [Fact]
    public void Writing_to_a_real_file_allocates_nothing()
    {
        using var folder = new Folder();
        using var file = RecordingFile.Create(folder["a"], StillTime.Instance);
        var piece = new byte[1000];
        void Go(int times)
        {
            for (var i = 0; i < times; i++)
            {
                file.Append(piece);
                file.Replace(0, piece.AsSpan(0, 90));
                if (i % 50 == 0) file.FlushToDisk();
            }
        }
        Go(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Go(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_disk_that_cannot_even_take_back_leaves_its_message()
    {
        using var file = new RecordingFile(new Broken(), "broken");
        Assert.Equal("broken: Input/output error; 0 bytes are written and can be read. Free some space or choose another disk, then start a new recording.",
            Assert.Throws<RecordingFailedException>(() => file.Append("x"u8)).Message);
        Assert.Throws<RecordingFailedException>(file.FlushToDisk);
        using var unflushed = new RecordingFile(new Broken(), "broken");
        Assert.Throws<RecordingFailedException>(unflushed.FlushToDisk);
    }

    private sealed class Broken : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Input/output error");

        public override void SetLength(long value) => throw new IOException("Input/output error");

        public override void Flush() => throw new IOException("Input/output error");
    }
}
