using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Streaming.Cli.Text;

namespace Streaming.Cli.Download;

/// <summary>
/// Reads addresses: https, and http on this machine alone; redirects are followed as far as they keep to that. A server that says nothing for long is given up.
/// What goes wrong is told as a <see cref="DownloadException"/>.
/// </summary>
internal sealed class Web : IDisposable
{
    /// <summary>What addresses are read, for messages.</summary>
    public const string Rule = "addresses begin with https:// (http:// is for this machine alone, such as http://localhost)";

    private const int MostRedirects = 10;
    private readonly HttpClient client;
    private readonly TimeProvider time;

    /// <param name="time">Counts how long a server says nothing.</param>
    public Web(TimeProvider time)
    {
        this.time = time;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None }) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("streaming/0.1");
    }

    /// <summary>How long a server may say nothing.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The address may be read.</summary>
    public static bool IsAllowed(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && IsAllowed(uri);

    /// <summary>Asks for a file, or for what follows the part that is there; the answer is 200 (the whole) or 206 (the rest).</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="from">Bytes that are there; 0: none.</param>
    /// <param name="validator">What the server named the version that they belong to; empty: nothing.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<HttpResponseMessage> Get(Uri address, long from, string validator, CancellationToken stop)
    {
        var at = address;
        for (var redirects = 0; ; redirects++)
        {
            var response = await Send(at, from, validator, stop).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable) return response;
            using (response)
            {
                if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location) throw Refused(at, response);
                if (redirects == MostRedirects) throw new DownloadException($"{address}", $"at most {MostRedirects} redirects", "more", "the server sends in circles: look at its page");
                var next = new Uri(at, location);
                if (!IsAllowed(next) || (at.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps))
                    throw new DownloadException($"{at}", "a redirect to an https address", $"one to {next}", "it is not followed: what comes over it could be read and changed on its way");
                at = next;
            }
        }
    }

    /// <summary>The next bytes of an answer; 0: its end.</summary>
    public async ValueTask<int> Read(Uri address, Stream body, Memory<byte> into, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            return await body.ReadAsync(into, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Silent(address);
        }
        catch (IOException e)
        {
            throw new DownloadException($"{address}", "the whole file", "a connection that broke", "try again: it goes on from what was received", e) { IsBroken = true };
        }
    }

    /// <summary>A small file, whole.</summary>
    public async Task<byte[]> Bytes(Uri address, int most, CancellationToken stop)
    {
        using var response = await Get(address, 0, "", stop).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        var read = new byte[most + 1];
        var length = 0;
        for (int count; (count = await Read(address, body, read.AsMemory(length), stop).ConfigureAwait(false)) > 0; length += count)
            if (length + count > most) throw new DownloadException($"{address}", $"at most {Quantity.Count(most)} bytes", "more", "check the address: it is something else");
        return read[..length];
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> Send(Uri address, long from, string validator, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        if (from > 0 && validator.Length > 0) request.Headers.TryAddWithoutValidation("If-Range", validator);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Silent(address);
        }
        catch (HttpRequestException e)
        {
            throw Unreached(address, e);
        }
    }

    private static DownloadException Silent(Uri address) =>
        new($"{address}", "an answer", $"none for {Quantity.Time(Patience.TotalSeconds)}", "check the network, and try again: it goes on from what was received") { IsBroken = true };

    private static DownloadException Unreached(Uri address, HttpRequestException e)
    {
        if (e.HttpRequestError == HttpRequestError.ResponseEnded)
            return new($"{address}", "an answer", "that the connection broke before one", "try again: it goes on from what was received", e) { IsBroken = true };
        var (expected, remedy) = e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => ($"a machine of the name {address.Host}", "check the network, and the proxy (HTTPS_PROXY) where there is one"),
            HttpRequestError.SecureConnectionError => ($"a certificate that proves to be {address.Host}", "check the clock and the network: something may stand between"),
            HttpRequestError.ConnectionError => ($"a server at {address.Authority}", "check the network, and the proxy (HTTPS_PROXY) where there is one"),
            _ => ("an answer in HTTP", "try again later"),
        };
        var found = e.InnerException is SocketException socket ? socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "that it refuses the connection",
            SocketError.HostNotFound or SocketError.NoData => "none",
            _ => socket.Message,
        } : (e.InnerException ?? e).Message.TrimEnd('.');
        return new DownloadException($"{address}", expected, found, remedy, e);
    }

    private static DownloadException Refused(Uri address, HttpResponseMessage response)
    {
        var remedy = (int)response.StatusCode switch
        {
            404 or 410 => "the file has been moved: look at its makers' page, and correct the catalog",
            401 or 403 or 451 => "it is not given to everyone: look at its makers' page, download it there, and use 'streaming model import' or a card",
            429 or >= 500 => "try again later: it goes on from what was received",
            _ => "look at its makers' page",
        };
        return new DownloadException($"{address}", "the file", $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd(), remedy);
    }

    private static bool IsAllowed(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private static bool IsRedirect(HttpStatusCode code) => code is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
}
