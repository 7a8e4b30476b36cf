namespace Streaming.Cli.Download;

/// <summary>A download did not come to its end; it says where, what was expected, what was found, and what to do.</summary>
internal sealed class DownloadException : Exception, IExplained
{
    public DownloadException(string where, string expected, string found, string remedy, Exception? inner = null)
        : base($"{where}: expected {expected}, found {found}; {remedy}", inner) => (Where, Expected, Found, Remedy) = (where, expected, found, remedy);

    public string Where { get; }

    public string Expected { get; }

    public string Found { get; }

    public string Remedy { get; }

    /// <summary>The connection broke on its way: what was received is sound, and asking for the rest may help.</summary>
    public bool IsBroken { get; init; }
}
