using System.IO.Pipelines;
using Streaming.Files;

namespace Streaming.Tests;

/// <summary>Raw samples, from a file and as another program writes them.</summary>
public sealed class PcmTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streaming-pcm-").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(folder, "a.pcm");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static PcmSource Live(Pipe pipe, int block = 4, PcmEncoding encoding = PcmEncoding.Int16) => new(new() { Path = "-", Rate = 100, Channels = 1, Block = block, Encoding = encoding })
    {
        Input = () => pipe.Reader.AsStream(),
    };

    [Theory]
    [InlineData(PcmEncoding.Int16, "0080 0000 FF7F", -1f, 0f, 32767 / 32768f)]
    [InlineData(PcmEncoding.Int24, "000080 000000 FFFF7F", -1f, 0f, 8388607 / 8388608f)]
    [InlineData(PcmEncoding.Int32, "00000080 00000000 FFFFFF7F", -1f, 0f, 0.99999994f)]
    [InlineData(PcmEncoding.Float32, "0000C0BF 00000000 0000003F", -1.5f, 0f, 0.5f)]
    public void Every_encoding_is_read(PcmEncoding encoding, string data, float low, float middle, float high)
    {
        var bytes = Convert.FromHexString(data.Replace(" ", ""));
        var run = new NodeRun(new PcmSource(new() { Path = Write(bytes), Rate = 8000, Encoding = encoding })).Configure().Step();
        Assert.Equal([low, middle, high], run.Result<float>().Values);
        Assert.Equal([0, 1 / 8000.0, 2 / 8000.0], run.Result<float>().Times);
        run.Close();

        var pipe = new Pipe();
        var writer = pipe.Writer.AsStream();
        var live = new NodeRun(Live(pipe, encoding: encoding)).Configure();
        writer.Write(bytes);
        writer.Dispose();
        Assert.Equal([low, middle, high], live.Step().Result<float>().Values);
        live.Close();
    }

    /// <summary>Blocks are whole or the last; a writer that stalls, and stops within a sample, leaves no gap.</summary>
    [Fact]
    public void Time_runs_with_the_samples_of_standard_input()
    {
        var pipe = new Pipe();
        var writer = pipe.Writer.AsStream();
        var node = Live(pipe);
        var run = new NodeRun(node).Configure();
        writer.Write([1, 0, 2, 0, 3]);
        run.Step(3);
        Assert.Empty(run.Result<float>().Values);
        writer.Write([0, 4, 0, 5, 0]);
        Until(run, 4);
        Assert.Equal([1f, 2f, 3f, 4f], run.Result<float>().Values.Select(v => v * 32768));
        writer.Write([6, 0]);
        writer.Dispose();
        run.Step();
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], run.Result<float>().Values.Select(v => v * 32768));
        Assert.Equal([0, 0.01, 0.02, 0.03, 0.04, 0.05], run.Result<float>().Times);
        Assert.Empty(run.Result<float>().Gaps);
        run.Close();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_last_frame_that_is_cut_is_told(bool live)
    {
        var notes = new List<string>();
        var pipe = new Pipe();
        var writer = pipe.Writer.AsStream();
        byte[] bytes = [1, 0, 2, 0, 3];
        var node = live ? Live(pipe) : new PcmSource(new() { Path = Write(bytes), Rate = 100 });
        if (live) writer.Write(bytes);
        writer.Dispose();
        node.Configure();
        node.Open(new NodeContext("test", TimeProvider.System, CancellationToken.None, null!, notes.Add));
        while (node.Step() != StepResult.Done) { }
        node.Close();
        Assert.Equal(["the last frame is cut: 1 of 2 bytes, left out; are encoding and channels right?"], notes);
    }

    /// <summary>The end of the input ends the graph; the session's clock holds nothing back, since the writer sets the pace.</summary>
    [Fact]
    public async Task A_session_on_standard_input_ends_with_it_and_waits_for_nothing_else()
    {
        var time = new VirtualTime();
        var pipe = new Pipe();
        var writer = pipe.Writer.AsStream();
        var sound = new byte[2 * 100 * 30];
        await using var session = new Graph("demo").Add("in", Live(pipe)).Start(new RunOptions { Time = time });
        await writer.WriteAsync(sound, TestContext.Current.CancellationToken);
        writer.Dispose();
        await session.Completion;
        Assert.Equal(30, session.Report().StreamTime, 1e-9);
        Assert.Empty(time.Waits);
    }

    /// <summary>As from a recorder that runs for months: nothing is allocated, and no more is read ahead than about a second.</summary>
    [Fact]
    public void The_writer_waits_for_the_graph()
    {
        using var endless = new Endless();
        var node = new PcmSource(new() { Path = "-", Rate = 100_000 }) { Input = () => endless };
        var run = new NodeRun(node).Configure().CountOnly();
        run.Step(20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        run.Step(2000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(endless.Given - (node.Signal.Index * 2), 0, 2 * 200_000 + 8192);
        run.Close();
    }

    [Fact]
    public void What_cannot_be_read_is_told()
    {
        var run = new NodeRun(new PcmSource(new() { Path = "-", Rate = 100 }) { Input = () => throw new IOException("Broken.") }).Configure();
        Assert.Equal("standard input: expected samples to read, found Broken. Check what is linked to standard input.", Assert.Throws<RecordingException>(() => run.Step()).Message);
    }

    [Fact]
    public async Task A_pipe_with_a_name_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs mkfifo");
        var path = Path.Combine(folder, "pipe");
        await Command.Run("mkfifo", path);
        // Held open, so that opening it does not wait for a writer.
        using var both = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.Equal($"{path}: expected a file, found a pipe or a device. Lead it to standard input and set 'path' to \"-\".",
            Assert.Throws<RecordingException>(() => new PcmSource(new() { Path = path, Rate = 1 }).Configure()).Message);
    }

    private static void Until(NodeRun run, int samples)
    {
        // Each step waits for the writer a little.
        for (var n = 0; n < 500 && run.Result<float>().Values.Length < samples; n++) run.Step(1);
        Assert.Equal(samples, run.Result<float>().Values.Length);
    }

    private sealed class Endless : Stream
    {
        public long Given;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            Interlocked.Add(ref Given, buffer.Length);
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
