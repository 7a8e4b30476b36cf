using System.Globalization;
using Streaming.Lsl;

/// <summary>Sends samples of every format of Lab Streaming Layer over the loopback, and tells what came.</summary>
internal static class Loopback
{
    private static readonly TimeSpan wait = TimeSpan.FromSeconds(30);

    public static IEnumerable<string> Run()
    {
        var port = 20_000 + Random.Shared.Next(10_000);
        using var backend = new ManagedLsl(new LslNetwork { MulticastPort = port, BasePort = port + 1, PortRange = 16, Session = Guid.NewGuid().ToString("N") });
        foreach (var format in Enum.GetValues<LslFormat>())
        {
            using var outlet = backend.OpenOutlet(new() { Name = format.Name(), Type = "EEG", ChannelCount = 2, Format = format, Rate = 100, SourceId = "s" }, new());
            var found = backend.Resolve($"channel_format='{format.Name()}' and starts-with(name,'{format.Name()[..3]}')", 1, wait);
            using var inlet = backend.OpenInlet(found[0], new());
            var stamps = new double[1];
            if (format == LslFormat.String)
            {
                outlet.PushText(["left", "ä"], 7.25);
                var texts = new string[2];
                inlet.PullText(texts, stamps, wait);
                yield return string.Create(CultureInfo.InvariantCulture, $"{format} {stamps[0]} {string.Join(' ', texts)}");
                continue;
            }
            var values = new byte[2 * format.Size()];
            for (var i = 0; i < values.Length; i++) values[i] = (byte)(i + 1);
            outlet.Push(values, 7.25);
            var got = new byte[values.Length];
            inlet.Pull(got, stamps, wait);
            yield return string.Create(CultureInfo.InvariantCulture, $"{format} {stamps[0]} {Convert.ToHexString(got)}");
        }
    }
}
