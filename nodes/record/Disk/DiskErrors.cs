namespace Streaming.Record;

/// <summary>What .NET leaves in <see cref="Exception.HResult"/>: errno on Unix, HRESULT_FROM_WIN32 on Windows.</summary>
internal static class DiskErrors
{
    public const int NoSpace = 28, Quota = 122, TooLarge = 27;      // ENOSPC, EDQUOT, EFBIG of Linux

    public const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027), WindowsTooLarge = unchecked((int)0x800700DF);
}
