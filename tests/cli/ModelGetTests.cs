using System.Security.Cryptography;
using System.Text;
using Streaming.Cli;
using Streaming.Cli.Download;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>A model is downloaded whole and right or not at all, and what was received of it is kept for the next try.</summary>
public sealed class ModelGetTests : IAsyncLifetime
{
    private static readonly byte[] weights = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 + i / 251))];
    private static readonly byte[] licence = Encoding.UTF8.GetBytes("do as you like\n");

    private readonly Folder folder = new();
    private readonly LoopbackServer server = new();

    private string Target => folder["net"];

    private string Workplace => folder["net.partial"];

    private string Part => Path.Combine(Workplace, "model.onnx.part");

    public ValueTask InitializeAsync()
    {
        server.Answers = Sound;
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task AModelIsDownloadedToAFolderThatIsReadyToRun()
    {
        var sum = OnnxModel.RunningSum(2, 4);
        server.Answers = request => LoopbackServer.Ranged(request, request.Path == "/LICENSE" ? licence : sum);
        var said = await Get(Catalog(file: sum));
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(
            $"""
            net: adds up
            {sum.Length + licence.Length} B, licence MIT, from https://example.org/net
            wrote {Target}: model.onnx, LICENSE, card.yaml
            'streaming model inspect {Target}' tells what it is.

            """,
            said.Out);
        Assert.Equal(["LICENSE", "card.yaml", "model.onnx"], Names(Target));
        Assert.Equal(sum, File.ReadAllBytes(Path.Combine(Target, "model.onnx")));
        Assert.False(Directory.Exists(Workplace));
        var inspected = await Cli.Run("model", "inspect", Target);
        Assert.Equal((0, ""), (inspected.Code, inspected.Error));
        Assert.Contains("paired by", inspected.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCatalogItselfMayLieOnAServer()
    {
        var catalog = Encoding.UTF8.GetBytes(Catalog());
        server.Answers = request => request.Path == "/catalog.yaml" ? new("200 OK", [], catalog) { HidesLength = true } : Sound(request);
        var said = await Cli.Run("model", "get", "net", "--to", Target, "--catalog", server.Root + "/catalog.yaml");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(Target, "model.onnx")));
    }

    [Fact]
    public async Task AConnectionThatBreaksIsAskedForTheRest()
    {
        server.Answers = request => request.From == 0 && request.Path == "/model.onnx" ? Sound(request) with { Until = 100_000 } : Sound(request);
        var said = await Get();
        Assert.Equal(0, said.Code);
        Assert.Equal("model.onnx: the connection broke after 100 kB; asking for the rest", Assert.Single(said.Errors));
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(Target, "model.onnx")));
        var second = server.Requests[1];
        Assert.Equal((100_000, "\"v1\""), (second.From, second.Headers["if-range"]));
    }

    [Fact]
    public async Task WhatWasReceivedIsKeptForTheNextTry()
    {
        var tries = 0;
        server.Answers = request => tries++ == 0 ? Sound(request) with { Until = 100_000 } : Sound(request) with { Until = -1 };
        var broken = await Get();
        Assert.Equal(1, broken.Code);
        Assert.Equal($"{server.Root}/model.onnx: expected an answer, found that the connection broke before one; try again: it goes on from what was received", broken.Errors[^1]);
        Assert.False(Directory.Exists(Target));
        Assert.Equal(weights[..100_000], File.ReadAllBytes(Part));

        server.Requests.Clear();
        server.Answers = Sound;
        var said = await Get();
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(100_000, server.Requests[0].From);
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(Target, "model.onnx")));
        Assert.Equal(["LICENSE", "card.yaml", "model.onnx"], Names(Target));
    }

    /// <summary>Cut anywhere, any number of times, the folder is the same in the end.</summary>
    [Fact]
    public void WhereverItIsCutItIsTheSame() => Gen.Int[1, 299_999].Array[0, 3].Sample(cuts =>
    {
        var left = new Queue<int>(cuts);
        server.Answers = request => request.Path == "/model.onnx" && left.TryDequeue(out var cut) ? Sound(request) with { Until = cut } : Sound(request);
        var said = Get().GetAwaiter().GetResult();
        Assert.Equal(0, said.Code);
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(Target, "model.onnx")));
        Directory.Delete(Target, recursive: true);
    }, iter: 20, threads: 1);

    [Fact]
    public async Task FilesThatWereCheckedAreNotFetchedAgain()
    {
        server.Answers = request => request.Path == "/LICENSE" ? new("503 Service Unavailable", [], []) : Sound(request);
        var failed = await Get();
        Assert.Equal(1, failed.Code);
        Assert.Equal($"{server.Root}/LICENSE: expected the file, found 503 Service Unavailable; try again later: it goes on from what was received", Assert.Single(failed.Errors));
        Assert.Equal(["model.onnx"], Names(Workplace));

        server.Requests.Clear();
        server.Answers = Sound;
        Assert.Equal(0, (await Get()).Code);
        Assert.Equal("/LICENSE", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task AServerWithoutRangesStartsOver()
    {
        Keep(weights[..50_000], "\"v1\"");
        server.Answers = request => new("200 OK", [], request.Path == "/LICENSE" ? licence : weights);
        var said = await Get();
        Assert.Equal(0, said.Code);
        Assert.Equal("model.onnx: the server sends it from the beginning: it changed there, or cannot be asked for a part", Assert.Single(said.Errors));
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(Target, "model.onnx")));
    }

    [Fact]
    public async Task AnotherVersionOnTheServerStartsOver()
    {
        Keep(new byte[50_000], "\"v0\"");
        var said = await Get();
        Assert.Equal(0, said.Code);
        Assert.Equal("\"v0\"", server.Requests[0].Headers["if-range"]);
        Assert.StartsWith("model.onnx: the server sends it from the beginning", Assert.Single(said.Errors), StringComparison.Ordinal);
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(Target, "model.onnx")));
    }

    /// <summary>Without a name for the version the rest is taken, and the checksum tells that it belongs to something else.</summary>
    [Fact]
    public async Task ARestThatDoesNotFitStartsOver()
    {
        Keep(new byte[50_000], "");
        var said = await Get();
        Assert.Equal(0, said.Code);
        Assert.Equal("model.onnx: what was kept from before belongs to another file; it starts over", Assert.Single(said.Errors));
        Assert.Equal((50_000, 0), (server.Requests[0].From, server.Requests[1].From));
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(Target, "model.onnx")));
    }

    [Fact]
    public async Task APartLongerThanTheFileIsForgotten()
    {
        Keep(new byte[300_001], "\"v1\"");
        var said = await Get();
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(0, server.Requests[0].From);
    }

    [Fact]
    public async Task AWholePartIsOnlyChecked()
    {
        Keep(weights, "\"v1\"");
        Assert.Equal(0, (await Get()).Code);
        Assert.Equal("/LICENSE", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task AWrongChecksumIsToldAndNothingIsKept()
    {
        byte[] other = [.. weights];
        other[12_345]++;
        server.Answers = request => LoopbackServer.Ranged(request, other);
        var said = await Get();
        Assert.Equal(1, said.Code);
        Assert.Equal(
            $"{server.Root}/model.onnx: expected a file with the SHA-256 {Sum(weights)}, found {Sum(other)}; it is another file than the catalog means, and was not kept: look at its makers' page, and correct the catalog only if they say so",
            Assert.Single(said.Errors));
        Assert.False(Directory.Exists(Target));
        Assert.Empty(Names(Workplace));
    }

    [Theory]
    [InlineData(299_999, "found 299,999")]
    [InlineData(300_001, "found 300,001")]
    public async Task AWrongLengthIsToldBeforeItIsFetched(int length, string found)
    {
        server.Answers = request => LoopbackServer.Ranged(request, new byte[length]);
        var said = await Get();
        Assert.Equal(1, said.Code);
        Assert.StartsWith($"{server.Root}/model.onnx: expected 300,000 bytes, {found}; it is another file than the catalog means", Assert.Single(said.Errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task AWrongLengthOfARestIsTold()
    {
        Keep(weights[..50_000], "");
        server.Answers = request => LoopbackServer.Ranged(request, new byte[400_000]);
        Assert.StartsWith($"{server.Root}/model.onnx: expected 300,000 bytes, found 400,000;", Assert.Single((await Get()).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreThanWasAnnouncedIsNotTaken()
    {
        server.Answers = _ => new("200 OK", [], new byte[2_000_000]) { HidesLength = true };
        Assert.StartsWith($"{server.Root}/model.onnx: expected 300,000 bytes, found 3", Assert.Single((await Get()).Errors), StringComparison.Ordinal);
        Assert.True(new FileInfo(Part).Length <= 300_000);
    }

    [Fact]
    public async Task AFileThatEndsTooEarlyIsTold()
    {
        server.Answers = request => new("200 OK", [], weights[(int)request.From..200_000]) { HidesLength = true };
        Keep(weights[..200_000], "");
        Assert.Equal($"{server.Root}/model.onnx: expected 300,000 bytes, found an end after 0; try again: it goes on from what was received", (await Get()).Errors[^1]);
    }

    [Theory]
    [InlineData("404 Not Found", "the file has been moved: look at its makers' page, and correct the catalog")]
    [InlineData("403 Forbidden", "it is not given to everyone: look at its makers' page, download it there, and use 'streaming model import' or a card")]
    [InlineData("429 Too Many Requests", "try again later: it goes on from what was received")]
    [InlineData("400 Bad Request", "look at its makers' page")]
    public async Task AnAnswerThatIsNoFileIsTold(string status, string remedy)
    {
        server.Answers = _ => new(status, [], []);
        var said = await Get();
        Assert.Equal((1, $"{server.Root}/model.onnx: expected the file, found {status}; {remedy}"), (said.Code, Assert.Single(said.Errors)));
    }

    [Fact]
    public async Task RedirectsAreFollowed()
    {
        server.Answers = request => request.Path is "/model.onnx" ? new("302 Found", ["Location: /elsewhere/a"], []) : request.Path is "/elsewhere/a" ? new("307 Temporary Redirect", [$"Location: {server.Root}/b"], []) : Sound(request);
        Keep(weights[..50_000], "\"v1\"");
        var said = await Get();
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(["/model.onnx", "/elsewhere/a", "/b", "/LICENSE"], server.Requests.Select(r => r.Path));
        Assert.Equal(50_000, server.Requests[2].From);
    }

    [Fact]
    public async Task RedirectsInCirclesAndOutOfHttpsAreNotFollowed()
    {
        server.Answers = _ => new("301 Moved Permanently", ["Location: /model.onnx"], []);
        Assert.Equal($"{server.Root}/model.onnx: expected at most 10 redirects, found more; the server sends in circles: look at its page", Assert.Single((await Get()).Errors));

        server.Answers = _ => new("301 Moved Permanently", ["Location: http://example.org/model.onnx"], []);
        Assert.Equal(
            $"{server.Root}/model.onnx: expected a redirect to an https address, found one to http://example.org/model.onnx; it is not followed: what comes over it could be read and changed on its way",
            Assert.Single((await Get()).Errors));
    }

    [Fact]
    public async Task AServerThatIsNotThereIsTold()
    {
        await server.DisposeAsync();
        var said = await Get();
        Assert.Equal(1, said.Code);
        Assert.Equal($"{server.Root}/model.onnx: expected a server at {server.Root["http://".Length..]}, found that it refuses the connection; check the network, and the proxy (HTTPS_PROXY) where there is one", Assert.Single(said.Errors));
    }

    /// <summary>Nothing for half a minute, before the answer or within it.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task AServerThatFallsSilentIsGivenUp(int until)
    {
        server.Answers = request => Sound(request) with { Until = request.From == 0 ? until : -1, Holds = true };
        var time = new HandTime();
        var getting = Get(shell => shell with { Time = time });
        while (!getting.IsCompleted)
        {
            time.Advance(Web.Patience);
            await Task.Yield();
        }
        var said = await getting;
        Assert.Equal(1, said.Code);
        Assert.Equal($"{server.Root}/model.onnx: expected an answer, found none for 30 s; check the network, and try again: it goes on from what was received", said.Errors[^1]);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task CtrlCLeavesWhatWasReceived()
    {
        using var stop = new CancellationTokenSource();
        server.Answers = request => Sound(request) with { Until = 100_000, Holds = true };
        var said = await Get(shell => shell with
        {
            Listen = () => new Interrupts(stop.Token, default),
            Storage = new Storage { Append = path => new FullDisk(new FileStream(path, FileMode.Append), () => false) { Took = stop.Cancel } },
        });
        Assert.Equal(130, said.Code);
        var kept = new FileInfo(Part).Length;
        Assert.InRange(kept, 1, 100_000);
        Assert.Matches($"^stopped with [0-9.]+ k?B of 300 kB in {Workplace}; the same command goes on from there$", Assert.Single(said.Errors));
        Assert.False(Directory.Exists(Target));

        server.Requests.Clear();
        server.Answers = Sound;
        Assert.Equal(0, (await Get()).Code);
        Assert.Equal(kept, server.Requests[0].From);
    }

    [Fact]
    public async Task AFullDiskIsTold()
    {
        var full = new Storage { Append = path => new FullDisk(new FileStream(path, FileMode.Append), () => true) };
        var said = await Get(shell => shell with { Storage = full });
        Assert.Equal((1, "model.onnx: expected room for 300 kB, found a full disk; make room, and run the same command again: it goes on from what was received"), (said.Code, Assert.Single(said.Errors)));
        Assert.True(new FileInfo(Part).Length > 0);
        Assert.Equal(0, (await Get()).Code);
    }

    [Fact]
    public async Task TooLittleRoomIsToldBeforeAnythingIsFetched()
    {
        var said = await Get(shell => shell with { Storage = new Storage { Free = _ => 1000 } });
        Assert.Equal((1, $"{Workplace}: expected room for 300 kB, found 1 kB; make room, or choose another place with --to"), (said.Code, Assert.Single(said.Errors)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task NothingThatExistsIsWrittenOver()
    {
        Directory.CreateDirectory(Target);
        await Wrong($"{Target}: expected a name that is free, found a folder; move it away, or choose another place with --to");
        Directory.Delete(Target);
        File.WriteAllText(Target, "mine");
        await Wrong($"{Target}: expected a name that is free, found a file; move it away, or choose another place with --to");
        File.Delete(Target);
        Directory.CreateDirectory(Workplace);
        File.WriteAllText(Path.Combine(Workplace, "thesis.tex"), "mine");
        await Wrong($"{Workplace}: expected what an earlier try left of 'net', found 'thesis.tex'; remove the folder, or choose another place with --to");
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Workplace, "thesis.tex")));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task APlaceThatCannotBeWrittenIsTold()
    {
        var inFile = Path.Combine(folder.Write("file", "mine"), "net");
        var said = await Cli.Run("model", "get", "net", "--to", inFile, "--catalog", folder.Write("catalog.yaml", Catalog()));
        Assert.Equal(2, said.Code);
        Assert.StartsWith($"{inFile}: expected a folder that can be written, found that it cannot (", Assert.Single(said.Errors), StringComparison.Ordinal);
        Assert.EndsWith("); choose another place with --to", Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProgressIsALineThatIsDrawnOver()
    {
        var time = new HandTime();
        var said = await Get(shell => shell with
        {
            IsErrorTerminal = true,
            Time = time,
            Storage = new Storage { Append = path => new FullDisk(new FileStream(path, FileMode.Append), () => false) { Took = () => time.Advance(TimeSpan.FromSeconds(1)) } },
        });
        Assert.Equal(0, said.Code);
        Assert.Contains("\r\e[Kmodel.onnx: 0 B of 300 kB\r\e[Kmodel.onnx: ", said.Error, StringComparison.Ordinal);
        Assert.Matches(@"model\.onnx: [0-9.]+ k?B of 300 kB, [0-9.]+ k?B/s, \d+:\d\d left", said.Error);
        Assert.Contains("model.onnx: checking its SHA-256", said.Error, StringComparison.Ordinal);
        Assert.EndsWith("\r\e[K", said.Error, StringComparison.Ordinal);
    }

    /// <summary>What ships is right to the byte, and each card fits its model, which streams.</summary>
    [Theory]
    [InlineData("silero-vad", "silero_vad_16k_op15.onnx")]
    [InlineData("gtcrn", "gtcrn_simple.onnx")]
    [InlineData("ul-unas", "ulunas_stream_simple.onnx")]
    [InlineData("rnnoise", "rnnoise_fp32.onnx")]
    [InlineData("dnsmos", "dnsmos_sig_bak_ovr.onnx")]
    [InlineData("spelling-cnn", "spelling_cnn_letters_digits.onnx")]
    public async Task TheShippedCatalogIsRight(string name, string file)
    {
        var path = SharedData.Path("models/" + file);
        using var web = new Web(TimeProvider.System);
        var model = (await CatalogSource.Read(null, web, default)).Single(m => m.Name == name);
        var bytes = File.ReadAllBytes(path);
        var entry = model.Files.Single(f => f.Name == "model.onnx");
        Assert.Equal((bytes.Length, Sum(bytes)), ((int)entry.Bytes, entry.Sha256));
        Assert.Contains(model.Files, f => f.Name == "LICENSE");
        folder.Write("model.onnx", bytes);
        foreach (var (text, content) in model.Texts) folder.Write(text, content);
        Assert.Empty(ModelDescription.Read(folder.Path).Doubts);
        // A step of DNSMOS takes nine seconds of sound: to check that it streams would take minutes, and it remembers nothing.
        if (name == "dnsmos") return;
        var check = await Cli.Run("model", "check", folder.Path);
        Assert.True((check.Code, check.Error) == (0, ""), check.Out + check.Error);
    }

    [Fact]
    public async Task EveryModelThatShipsHasItsCheckHere()
    {
        using var web = new Web(TimeProvider.System);
        var checkedHere = typeof(ModelGetTests).GetMethod(nameof(TheShippedCatalogIsRight))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>().Select(d => (string)d.Data[0]!);
        Assert.Equal((await CatalogSource.Read(null, web, default)).Select(m => m.Name), checkedHere);
    }

    [Fact]
    public async Task AllAreListedWithSizesAndLicences()
    {
        var said = await Cli.Run("model", "get", "--catalog", folder.Write("catalog.yaml", Catalog()));
        Assert.Equal(
            """
            model    size  licence  what it does
            net    300 kB  MIT      adds up

            'streaming model get NAME' downloads one from its makers, under their licence.

            """,
            said.Out);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("http://example.org/model.onnx", "expected an https address, found 'http://example.org/model.onnx'; addresses begin with https:// (http:// is for this machine alone, such as http://localhost)")]
    [InlineData("file:///etc/passwd", "expected an https address, found 'file:///etc/passwd'; addresses begin with https:// (http:// is for this machine alone, such as http://localhost)")]
    public async Task ACatalogNamesSafeAddresses(string address, string message) => await WrongCatalog(Catalog().Replace($"{server.Root}/model.onnx", address, StringComparison.Ordinal), message);

    [Theory]
    [InlineData("model.onnx:", "../model.onnx:", "expected a name of letters, digits, '-', '_' and '.', without a folder, found '../model.onnx'; rename it")]
    [InlineData("card.yaml:", "a/card.yaml:", "expected a name of letters, digits, '-', '_' and '.', without a folder, found 'a/card.yaml'; rename it")]
    [InlineData("model.onnx:", "model.part:", "expected a name of letters, digits, '-', '_' and '.', without a folder, found 'model.part'; rename it")]
    [InlineData("bytes: 300000", "bytes: many", "expected its size in bytes, found 'many'; write 'bytes: 1289603'")]
    [InlineData("licence: MIT", "", "expected 'licence: …' of 'net', found none; write it there")]
    [InlineData("summary:", "sumary:", "expected a setting of a model of the catalog, found 'sumary'; did you mean 'summary'?")]
    public async Task ACatalogIsCheckedLineByLine(string from, string to, string message) => await WrongCatalog(Catalog().Replace(from, to, StringComparison.Ordinal), message);

    [Fact]
    public async Task ACatalogIsCheckedBeforeAnythingIsFetched()
    {
        await WrongCatalog(Catalog().Replace(Sum(weights), "12ab", StringComparison.Ordinal), "expected a SHA-256 of 64 hexadecimal digits, found '12ab'; take it from the makers' page, or from sha256sum");
        await WrongCatalog("nonsense: 1", "expected a catalog: 'models:' with a name for each");
        await WrongCatalog("", "found an empty file; write 'models:' and below it each model with its files");
        await WrongCatalog("models:\n  net: { summary: a, licence: MIT, source: here }", "expected at least one file below 'files:', found none; write it as 'model.onnx: { url: …, bytes: …, sha256: … }'");
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task ACatalogThatCannotBeReadIsTold()
    {
        await Told(2, "--catalog: expected a catalog at 'none.yaml', found nothing there; check the path", "none.yaml");
        await Told(2, "--catalog: expected a file or an https address, found 'ftp://example.org/a'; addresses begin with https:// (http:// is for this machine alone, such as http://localhost)", "ftp://example.org/a");
        server.Answers = _ => new("404 Not Found", [], []);
        await Told(1, $"{server.Root}/a: expected the file, found 404 Not Found; the file has been moved: look at its makers' page, and correct the catalog", server.Root + "/a");
        server.Answers = _ => new("200 OK", [], new byte[(1 << 20) + 1]);
        await Told(1, $"{server.Root}/a: expected at most 1,048,576 bytes, found more; check the address: it is something else", server.Root + "/a");

        async Task Told(int code, string message, string catalog)
        {
            var said = await Cli.Run("model", "get", "net", "--catalog", catalog);
            Assert.Equal((code, message), (said.Code, Assert.Single(said.Errors)));
        }
    }

    [Fact]
    public async Task AModelThatIsNotInTheCatalogIsTold()
    {
        var said = await Cli.Run("model", "get", "nut", "--catalog", folder.Write("catalog.yaml", Catalog()));
        Assert.Equal((2, "expected a model of the catalog, found 'nut'; did you mean 'net'?"), (said.Code, Assert.Single(said.Errors)));
    }

    private Answer Sound(Request request) => LoopbackServer.Ranged(request, request.Path == "/LICENSE" ? licence : weights);

    private Task<Said> Get(string? catalog = null) => Get(shell => shell, catalog);

    private Task<Said> Get(Func<Shell, Shell> choose, string? catalog = null) =>
        Cli.Run(choose, "model", "get", "net", "--to", Target, "--catalog", folder.Write("catalog.yaml", catalog ?? Catalog()));

    private async Task Wrong(string message)
    {
        var said = await Get();
        Assert.Equal((2, message), (said.Code, Assert.Single(said.Errors)));
    }

    private async Task WrongCatalog(string catalog, string message)
    {
        var said = await Get(catalog);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains(said.Errors, e => e.StartsWith($"{folder["catalog.yaml"]}:", StringComparison.Ordinal) && e.Contains(message, StringComparison.Ordinal));
    }

    private void Keep(byte[] part, string tag)
    {
        Directory.CreateDirectory(Workplace);
        File.WriteAllBytes(Part, part);
        if (tag.Length > 0) File.WriteAllText(Path.Combine(Workplace, "model.onnx.tag"), tag);
    }

    private string Catalog(byte[]? file = null) => $"""
        models:
          net:
            summary: adds up
            licence: MIT
            source: https://example.org/net
            files:
              model.onnx:
                url: {server.Root}/model.onnx
                bytes: {(file ?? weights).Length}
                sha256: {Sum(file ?? weights)}
              LICENSE:
                url: {server.Root}/LICENSE
                bytes: {licence.Length}
                sha256: {Sum(licence)}
            texts:
              card.yaml: |
        {string.Join('\n', OnnxModel.RunningSumCard.Split('\n').Select(l => "        " + l))}
        """;

    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string[] Names(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];
}
