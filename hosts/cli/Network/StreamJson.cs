using System.Text.Json;
using Streaming.Cli.Text;
using Streaming.Lsl;

namespace Streaming.Cli.Network;

/// <summary>What a stream says of itself, for programs.</summary>
internal static class StreamJson
{
    public static void Write(Utf8JsonWriter json, LslStreamInfo stream)
    {
        json.WriteStartObject();
        json.WriteString("name", stream.Name);
        json.WriteString("type", stream.Type);
        json.WriteNumber("channels", stream.ChannelCount);
        json.WriteString("format", stream.Format.Name());
        json.Number("rate", stream.Rate);
        json.WriteString("sourceId", stream.SourceId);
        json.WriteString("uid", stream.Uid);
        json.WriteString("host", stream.Hostname);
        json.WriteString("session", stream.SessionId);
        json.Number("version", stream.Version / 100.0);
        json.Number("createdAt", stream.CreatedAt);
        Served(json, "ipv4", stream.V4Address, stream.V4DataPort, stream.V4ServicePort);
        Served(json, "ipv6", stream.V6Address, stream.V6DataPort, stream.V6ServicePort);
        json.WriteEndObject();
    }

    private static void Served(Utf8JsonWriter json, string name, string address, int data, int service)
    {
        if (data == 0 && service == 0)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("address", address);
        json.WriteNumber("dataPort", data);
        json.WriteNumber("servicePort", service);
        json.WriteEndObject();
    }
}
