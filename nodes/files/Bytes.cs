using System.Text;

namespace Streaming.Files;

/// <summary>Byte access that the readers share.</summary>
internal static class Bytes
{
    /// <summary>Opens a file for reading beside a program that may still write it; every reader brings its own buffer.</summary>
    /// <exception cref="RecordingException">It is not there or may not be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var found = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message.TrimEnd('.');
            throw new RecordingException(path, "", "a recording that can be read", found, "Check the path and who may read it.");
        }
    }

    /// <summary>A recording that is shorter than it says.</summary>
    public static RecordingException Short(string path, long length, string expected, string found) =>
        new(path, $"byte {length}", expected, found, "All that is whole is played; copy the recording again for the rest.");

    /// <summary>Fills <paramref name="destination"/> from a place of the stream; returns fewer bytes only where the stream ends.</summary>
    public static int ReadAt(this Stream stream, long offset, Span<byte> destination)
    {
        if (offset >= stream.Length) return 0;
        if (stream.Position != offset) stream.Position = offset;
        return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
    }

    /// <summary>The first 16 of some names, for a message.</summary>
    public static string List(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(16)) + (names.Count > 16 ? ", ..." : "");

    /// <summary>A short quotation of file content for a message: control characters as dots, at most 40 characters.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 40)]).ToCharArray();
        for (var i = 0; i < text.Length; i++)
            if (char.IsControl(text[i])) text[i] = '.';
        return bytes.Length > 40 ? $"\"{new string(text)}...\"" : $"\"{new string(text)}\"";
    }
}
