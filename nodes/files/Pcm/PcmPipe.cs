using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;

namespace Streaming.Files;

/// <summary>
/// Takes what comes from a stream that waits for its writer, standard input above all: a thread of its own reads ahead, and then lets the writer wait.
/// </summary>
internal sealed class PcmPipe : IDisposable
{
    private const int Least = 1 << 16;
    private readonly Func<Stream> open;
    private readonly string name;
    private readonly Pipe pipe;
    private readonly AutoResetEvent arrived = new(false);
    private ReadOnlySequence<byte> held;
    private bool runs, holds, completed;

    /// <param name="open">Opens the stream; called on the reading thread, since it may wait too.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="ahead">Bytes to read ahead.</param>
    public PcmPipe(Func<Stream> open, string name, long ahead)
    {
        (this.open, this.name) = (open, name);
        var most = Math.Max(Least, ahead);
        // Inline: nothing runs on but a thread that waits.
        pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: most, resumeWriterThreshold: most / 2, minimumSegmentSize: 4096, useSynchronizationContext: false));
    }

    /// <summary>The stream has ended.</summary>
    public bool HasEnded => completed;

    /// <summary>Bytes that can be taken now.</summary>
    public long Available => holds ? held.Length : 0;

    /// <summary>Waits until so many bytes are there, or the stream has ended; false where neither is so within the time.</summary>
    /// <exception cref="RecordingException">The stream cannot be read.</exception>
    public bool Await(int bytes, TimeSpan time)
    {
        if (!runs)
        {
            runs = true;
            new Thread(Feed) { IsBackground = true, Name = name }.Start();
        }
        var started = Stopwatch.GetTimestamp();
        while (!Look(bytes))
        {
            var left = time - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !arrived.WaitOne(left)) return Look(bytes);
        }
        return true;
    }

    /// <summary>Takes whole frames of those that are there.</summary>
    public int Take(PcmFormat format, Span<byte> room, Span<float> values, int most)
    {
        if (!holds) return 0;
        var frames = (int)Math.Min(Math.Min(most, room.Length / format.FrameBytes), held.Length / format.FrameBytes);
        var bytes = room[..(frames * format.FrameBytes)];
        held.Slice(0, bytes.Length).CopyTo(bytes);
        format.Decode(bytes, values[..(frames * format.Channels)]);
        held = held.Slice(bytes.Length);
        return frames;
    }

    /// <summary>Reads no further.</summary>
    public void Dispose() => pipe.Reader.Complete();

    private bool Look(int bytes)
    {
        if (completed || (holds && held.Length >= bytes)) return true;
        if (holds) pipe.Reader.AdvanceTo(held.Start, held.End);
        holds = false;
        ReadResult result;
        try
        {
            if (!pipe.Reader.TryRead(out result)) return false;
        }
        catch (Exception e) when (e is not RecordingException)
        {
            throw new RecordingException(name, "", "samples to read", e.Message.TrimEnd('.'), "Check what is linked to standard input.");
        }
        (held, holds, completed) = (result.Buffer, true, result.IsCompleted);
        return completed || held.Length >= bytes;
    }

    private void Feed()
    {
        Exception? failure = null;
        try
        {
            using var stream = open();
            while (true)
            {
                var read = stream.Read(pipe.Writer.GetSpan(4096));
                if (read == 0) break;
                pipe.Writer.Advance(read);
                var flushed = pipe.Writer.FlushAsync();
                arrived.Set();
                // It waits here while the graph is slower than the writer.
                if ((flushed.IsCompletedSuccessfully ? flushed.Result : flushed.AsTask().GetAwaiter().GetResult()).IsCompleted) break;
            }
        }
        catch (Exception e)
        {
            failure = e;
        }
        pipe.Writer.Complete(failure);
        arrived.Set();
    }
}
