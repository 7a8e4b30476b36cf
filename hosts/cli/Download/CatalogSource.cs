using System.Text;

namespace Streaming.Cli.Download;

/// <summary>Where a catalog is read from.</summary>
internal static class CatalogSource
{
    private const string Shipped = "catalog.yaml";
    private const int MostBytes = 1 << 20;

    /// <summary>The models of a catalog.</summary>
    /// <param name="from">A file or an address; null: the catalog that ships with the program.</param>
    /// <param name="web">How addresses are read.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="UsageException">There is no such file, or the address is not one that is read.</exception>
    /// <exception cref="DownloadException">It cannot be read from the address.</exception>
    /// <exception cref="GraphException">Something in it is wrong.</exception>
    public static async Task<IReadOnlyList<CatalogModel>> Read(string? from, Web web, CancellationToken stop)
    {
        if (from is null) return CatalogReader.Parse(await ShippedText(stop).ConfigureAwait(false), Shipped);
        if (!from.Contains("://", StringComparison.Ordinal)) return CatalogReader.Parse(await FileText(from, stop).ConfigureAwait(false), from);
        if (!Web.IsAllowed(from)) throw new UsageException($"--catalog: expected a file or an https address, found '{from}'; {Web.Rule}");
        return CatalogReader.Parse(Encoding.UTF8.GetString(await web.Bytes(new Uri(from), MostBytes, stop).ConfigureAwait(false)), from);
    }

    private static async Task<string> ShippedText(CancellationToken stop)
    {
        using var stream = typeof(CatalogSource).Assembly.GetManifestResourceStream(Shipped)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(stop).ConfigureAwait(false);
    }

    private static async Task<string> FileText(string path, CancellationToken stop)
    {
        try
        {
            return await File.ReadAllTextAsync(path, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var found = File.Exists(path) ? e.Message : Directory.Exists(path) ? "a folder" : "nothing there";
            throw new UsageException($"--catalog: expected a catalog at '{path}', found {found}; check the path");
        }
    }
}
