using Streaming.Lsl;

namespace Streaming.Cli.Network;

/// <summary>By what a stream is known after its program restarts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its content type.</param>
/// <param name="SourceId">Its source id.</param>
/// <param name="Format">The type of its values.</param>
/// <param name="Channels">Values per sample.</param>
internal sealed record StreamKey(string Name, string Type, string SourceId, LslFormat Format, int Channels)
{
    /// <summary>Null where a stream has no source id: after a restart it is another stream.</summary>
    public static StreamKey? Of(LslStreamInfo stream) =>
        stream.SourceId.Length == 0 ? null : new(stream.Name, stream.Type, stream.SourceId, stream.Format, stream.ChannelCount);
}
