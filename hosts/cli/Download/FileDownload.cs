using System.Net;
using System.Security.Cryptography;
using Streaming.Cli.Text;

namespace Streaming.Cli.Download;

/// <summary>Downloads a file whose every byte is known beforehand: asks for what is missing, goes on where a connection broke, and checks size and SHA-256.</summary>
internal sealed class FileDownload(Web web, Storage storage, DownloadProgress progress)
{
    private const int MostTries = 20;
    private const int BlockBytes = 1 << 16;

    /// <summary>Downloads a file into a folder, where it has its name when it is whole and right.</summary>
    /// <exception cref="DownloadException">It did not come, or is another file than was meant.</exception>
    public async Task Run(CatalogFile file, string folder, CancellationToken stop)
    {
        var path = Path.Combine(folder, file.Name);
        if (File.Exists(path) && new FileInfo(path).Length == file.Bytes && await Sum(path, stop).ConfigureAwait(false) == file.Sha256) return;
        var part = new PartFile(path, storage);
        if (part.Length > file.Bytes) part.Drop();
        var resumed = part.Length > 0;
        await Receive(file, part, stop).ConfigureAwait(false);
        progress.Checking(file);
        var sum = await Sum(part.Path, stop).ConfigureAwait(false);
        if (sum != file.Sha256 && resumed)
        {
            progress.Note($"{file.Name}: what was kept from before belongs to another file; it starts over");
            part.Drop();
            await Receive(file, part, stop).ConfigureAwait(false);
            sum = await Sum(part.Path, stop).ConfigureAwait(false);
        }
        if (sum != file.Sha256)
        {
            part.Drop();
            throw new DownloadException($"{file.Address}", $"a file with the SHA-256 {file.Sha256}", sum, "it is another file than the catalog means, and was not kept: look at its makers' page, and correct the catalog only if they say so");
        }
        part.Finish();
    }

    /// <summary>Until all bytes are there; a connection that breaks is tried again as long as each try brings something.</summary>
    private async Task Receive(CatalogFile file, PartFile part, CancellationToken stop)
    {
        for (var tries = 1; part.Length < file.Bytes; tries++)
        {
            var before = part.Length;
            try
            {
                await ReceiveOnce(file, part, stop).ConfigureAwait(false);
            }
            catch (DownloadException e) when (e.IsBroken && part.Length > before && tries < MostTries)
            {
                progress.Note($"{file.Name}: the connection broke after {Quantity.Bytes(part.Length)}; asking for the rest");
            }
        }
    }

    private async Task ReceiveOnce(CatalogFile file, PartFile part, CancellationToken stop)
    {
        var from = part.Length;
        using var response = await web.Get(file.Address, from, part.Validator, stop).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange is { } range)
        {
            if (range.From != from) throw new DownloadException($"{file.Address}", $"what follows byte {from}", $"what follows byte {range.From}", "the server is at fault: remove the folder's part, and try again");
            if (range.Length is { } whole && whole != file.Bytes) throw OtherSize(file, whole);
        }
        else if (response.StatusCode == HttpStatusCode.OK)
        {
            if (response.Content.Headers.ContentLength is { } length && length != file.Bytes) throw OtherSize(file, length);
            if (from > 0) progress.Note($"{file.Name}: the server sends it from the beginning: it changed there, or cannot be asked for a part");
            part.Begin(Validator(response));
        }
        else
        {
            // It has less than is here, which belongs to another version then.
            if (from == 0) throw new DownloadException($"{file.Address}", "the file", $"{(int)response.StatusCode} {response.ReasonPhrase}", "the server is at fault: try again later");
            part.Drop();
            return;
        }
        await Copy(file, part, await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false), stop).ConfigureAwait(false);
    }

    private async Task Copy(CatalogFile file, PartFile part, Stream body, CancellationToken stop)
    {
        var block = new byte[BlockBytes];
        var have = part.Length;
        progress.Begin(file, have);
        using var output = part.Append();
        for (int count; (count = await web.Read(file.Address, body, block, stop).ConfigureAwait(false)) > 0;)
        {
            have += count;
            if (have > file.Bytes) throw OtherSize(file, have);
            Write(file, output, block.AsSpan(0, count));
            progress.Received(count);
        }
        if (have < file.Bytes) throw new DownloadException($"{file.Address}", $"{Quantity.Count(file.Bytes)} bytes", $"an end after {Quantity.Count(have)}", "try again: it goes on from what was received") { IsBroken = true };
    }

    private static void Write(CatalogFile file, Stream output, ReadOnlySpan<byte> block)
    {
        try
        {
            output.Write(block);
            output.Flush();
        }
        catch (IOException e) when (IsFull(e))
        {
            throw new DownloadException(file.Name, $"room for {Quantity.Bytes(file.Bytes)}", "a full disk", "make room, and run the same command again: it goes on from what was received", e);
        }
    }

    private static bool IsFull(IOException e) => e.HResult is 28 or unchecked((int)0x80070070) or unchecked((int)0x80070027);

    private static DownloadException OtherSize(CatalogFile file, long found) =>
        new($"{file.Address}", $"{Quantity.Count(file.Bytes)} bytes", $"{Quantity.Count(found)}", "it is another file than the catalog means: look at its makers' page, and correct the catalog only if they say so");

    /// <summary>What names this version for good: a strong entity tag, or the time of the last change (RFC 9110, section 13.1.5).</summary>
    private static string Validator(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Headers.ETag is null && response.Content.Headers.LastModified is { } changed ? changed.ToString("R") : "";

    private static async Task<string> Sum(string path, CancellationToken stop)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop).ConfigureAwait(false));
    }
}
