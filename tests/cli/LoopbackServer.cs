using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Tests;

/// <summary>What was asked of a server.</summary>
/// <param name="Path">Such as "/model.onnx".</param>
/// <param name="Headers">By small letters.</param>
internal sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The byte from which the rest is asked for; 0: the whole.</summary>
    public long From => Headers.TryGetValue("range", out var range) ? long.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
}

/// <summary>What a server answers.</summary>
/// <param name="Status">Such as "200 OK".</param>
/// <param name="Headers">Lines without their ends.</param>
/// <param name="Body">The bytes after them.</param>
internal sealed record Answer(string Status, string[] Headers, byte[] Body)
{
    /// <summary>Bytes of the body after which the connection is cut, or nothing more is said.</summary>
    public int Until { get; init; } = int.MaxValue;

    /// <summary>Says nothing more then, and keeps the connection until the other side leaves.</summary>
    public bool Holds { get; init; }

    /// <summary>Sends a body without saying how long it is.</summary>
    public bool HidesLength { get; init; }
}

/// <summary>A server of HTTP/1.1 on a port of this machine that answers as a test says; every connection serves one request.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Task serving;

    public LoopbackServer()
    {
        listener.Start();
        Root = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        serving = Serve();
    }

    /// <summary>Where it is, without a last slash.</summary>
    public string Root { get; }

    /// <summary>What it answers.</summary>
    public Func<Request, Answer> Answers { get; set; } = _ => new Answer("404 Not Found", [], []);

    /// <summary>What it was asked.</summary>
    public List<Request> Requests { get; } = [];

    /// <summary>A file as a server with ranges and entity tags sends it.</summary>
    public static Answer Ranged(Request request, byte[] file, string tag = "\"v1\"")
    {
        if (request.From == 0 || (request.Headers.TryGetValue("if-range", out var wanted) && wanted != tag)) return new("200 OK", [$"ETag: {tag}", "Accept-Ranges: bytes"], file);
        if (request.From >= file.Length) return new("416 Range Not Satisfiable", [$"Content-Range: bytes */{file.Length}"], []);
        return new("206 Partial Content", [$"ETag: {tag}", $"Content-Range: bytes {request.From}-{file.Length - 1}/{file.Length}"], file[(int)request.From..]);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await serving;
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptTcpClientAsync(closing.Token);
                await Serve(socket.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task Serve(NetworkStream stream)
    {
        try
        {
            if (await Read(stream) is not { } request) return;
            lock (Requests) Requests.Add(request);
            var answer = Answers(request);
            string[] length = answer.HidesLength ? [] : [$"Content-Length: {answer.Body.Length}"];
            var head = string.Join("\r\n", [$"HTTP/1.1 {answer.Status}", .. answer.Headers, .. length, "Connection: close", "", ""]);
            if (answer.Until >= 0) await stream.WriteAsync(Encoding.ASCII.GetBytes(head), closing.Token);
            await stream.WriteAsync(answer.Body.AsMemory(0, Math.Clamp(answer.Until, 0, answer.Body.Length)), closing.Token);
            if (answer.Holds) _ = await stream.ReadAsync(new byte[1], closing.Token);
        }
        catch (IOException)
        {
            // The other side left.
        }
    }

    private async Task<Request?> Read(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
        if (await reader.ReadLineAsync(closing.Token) is not { Length: > 0 } first) return null;
        var headers = new Dictionary<string, string>();
        while (await reader.ReadLineAsync(closing.Token) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon].ToLowerInvariant()] = line[(colon + 1)..].Trim();
        }
        return new Request(first.Split(' ')[1], headers);
    }
}
