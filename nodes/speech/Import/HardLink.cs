using System.Runtime.InteropServices;

namespace Streaming.Speech;

/// <summary>Gives a file a second name, where .NET itself has no call for it.</summary>
internal static partial class HardLink
{
    /// <summary>Makes the second name.</summary>
    /// <exception cref="IOException">It cannot be made there: another disk, or a disk without links.</exception>
    public static void Create(string name, string existing)
    {
        var made = OperatingSystem.IsWindows() ? CreateHardLinkW(name, existing, 0) : Link(existing, name) == 0;
        if (!made) throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("kernel32", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLinkW(string name, string existing, nint security);
}
