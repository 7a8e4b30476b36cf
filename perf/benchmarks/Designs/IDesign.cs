namespace Streaming.Benchmarks;

/// <summary>A way to carry blocks from a sender through nodes to a sink.</summary>
internal interface IDesign
{
    /// <summary>As in the table.</summary>
    string Name { get; }

    /// <summary>Sends what the drive asks for through so many pass-through nodes; ends when all of it has arrived.</summary>
    Task Run(int nodes, Drive drive);
}

/// <summary>The sender of a design into which blocks are pushed: a thread of its own, as a device has.</summary>
internal static class Sender
{
    public static Task Run(Drive drive, Func<float[], ValueTask> send, Action end) => Task.Factory.StartNew(
        async () =>
        {
            var block = new float[256];
            while (drive.Next())
            {
                var sending = send(block);
                if (!sending.IsCompletedSuccessfully) await sending;
            }
            end();
        },
        TaskCreationOptions.LongRunning).Unwrap();
}
