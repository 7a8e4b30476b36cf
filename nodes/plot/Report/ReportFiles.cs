using System.Text;

namespace Streaming.Plot;

/// <summary>A report and its picture, two files of one name. Both are created at the beginning, so that a place that cannot be written to is told before the run and not after.</summary>
internal sealed class ReportFiles
{
    private const int mostNames = 10_000;
    private const string extension = ".md";
    private const string elsewhere = "choose a place that exists and that you may write to";

    private readonly Stream report, picture;

    /// <summary>Over any two streams.</summary>
    public ReportFiles(string path, string wanted, Stream report, Stream picture) => (Path, WantedPath, this.report, this.picture) = (path, wanted, report, picture);

    /// <summary>Path of the report.</summary>
    public string Path { get; }

    /// <summary>The path asked for; another than <see cref="Path"/> if that name was taken.</summary>
    public string WantedPath { get; }

    /// <summary>Path of the picture.</summary>
    public string PicturePath => PictureOf(Path);

    /// <summary>Creates both and the folders they need, under the first of <c>name.md</c>, <c>name_2.md</c>, .. that is free for both.</summary>
    /// <exception cref="ReportFailedException">They cannot be created there.</exception>
    /// <exception cref="FormatException">The pattern holds another word in braces than {date} and {time}.</exception>
    public static ReportFiles Create(string pattern, TimeProvider time)
    {
        var wanted = System.IO.Path.GetFullPath(FileName.Expand(pattern, time));
        if (!wanted.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) throw new ReportFailedException(wanted, "another ending than .md", "let the name of the report end in .md; the picture becomes a .png beside it");
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(wanted)!);
            for (var n = 1; n <= mostNames; n++)
            {
                var path = FileName.Numbered(wanted, n);
                if (System.IO.Path.Exists(path) || System.IO.Path.Exists(PictureOf(path))) continue;
                try
                {
                    var report = New(path);
                    try
                    {
                        return new(path, wanted, report, New(PictureOf(path)));
                    }
                    catch (Exception)
                    {
                        report.Dispose();
                        File.Delete(path);
                        throw;
                    }
                }
                catch (IOException) when (System.IO.Path.Exists(path) || System.IO.Path.Exists(PictureOf(path)))
                {
                    // Somebody else took this name just now.
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReportFailedException(wanted, Cause(e, wanted), elsewhere, e);
        }
        throw new ReportFailedException(wanted, $"the names up to {System.IO.Path.GetFileName(FileName.Numbered(wanted, mostNames))} all taken", "choose another name, or put {date} or {time} into it");
    }

    /// <summary>Writes and closes both; the report is written even where the picture was not.</summary>
    /// <exception cref="ReportFailedException">One could not be written.</exception>
    public void Write(ReadOnlySpan<byte> png, string text)
    {
        try
        {
            Put(report, Path, Encoding.UTF8.GetBytes(text));
        }
        finally
        {
            Put(picture, PicturePath, png);
        }
    }

    /// <summary>Closes both and takes them away.</summary>
    public void Discard()
    {
        report.Dispose();
        picture.Dispose();
        File.Delete(Path);
        File.Delete(PicturePath);
    }

    private static void Put(Stream file, string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            using (file)
            {
                file.Write(bytes);
                file.Flush();
            }
        }
        catch (IOException e)
        {
            throw new ReportFailedException(path, Cause(e, path), "free some space or choose another disk, then run again; the figures also stand in the run's results", e);
        }
    }

    private static FileStream New(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private static string PictureOf(string path) => System.IO.Path.ChangeExtension(path, ".png");

    // .NET appends the path, which stands in front already.
    private static string Cause(Exception e, string path) => e.Message.Replace($" : '{path}'", "", StringComparison.Ordinal);
}
