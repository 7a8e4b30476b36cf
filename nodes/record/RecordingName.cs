using Streaming.Kernels;

namespace Streaming.Record;

/// <summary>Turns what a user wrote as path of a recording into the path of a file that is not there yet.</summary>
public static class RecordingName
{
    /// <summary>Replaces <c>{date}</c> by 2026-01-31 and <c>{time}</c> by 17-05-09, both local.</summary>
    /// <exception cref="FormatException">The path holds another word in braces.</exception>
    public static string Expand(string pattern, TimeProvider time) => FileName.Expand(pattern, time);

    /// <summary>The n-th choice for a name: <c>a.xdf</c>, <c>a_2.xdf</c>, <c>a_3.xdf</c>, ..</summary>
    public static string Numbered(string path, int n) => FileName.Numbered(path, n);
}
