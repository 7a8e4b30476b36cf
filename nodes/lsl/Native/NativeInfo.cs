using System.Runtime.InteropServices;

namespace Streaming.Lsl.Native;

/// <summary>Carries descriptions of streams to liblsl and back, as XML: every version reads and writes all of it that way.</summary>
internal static unsafe class NativeInfo
{
    /// <summary>A description in the hands of the library.</summary>
    /// <exception cref="LslException">The library cannot read it.</exception>
    public static StreamInfoHandle Write(LslStreamInfo stream)
    {
        if (!InfoXml.IsDescription(stream.Description, out var fault)) throw Wrong(stream, fault);
        var made = LslApi.InfoFromXml(InfoXml.Write(stream, full: true));
        if (!made.IsInvalid && TryRead(made) is not null) return made;
        made.Dispose();
        throw Wrong(stream, "one that liblsl cannot read");
    }

    /// <summary>What the library says of a stream; null where it is no proper description.</summary>
    public static LslStreamInfo? TryRead(StreamInfoHandle info)
    {
        var text = LslApi.GetXml(info);
        if (text is null) return null;
        var stream = InfoXml.Read(Marshal.PtrToStringUTF8((nint)text) ?? "", out _);
        LslApi.DestroyString(text);
        return stream;
    }

    /// <summary>A stream's own description, which does not say where it was found, with that.</summary>
    public static LslStreamInfo Located(LslStreamInfo full, LslStreamInfo resolved) => full with { V4Address = resolved.V4Address, V6Address = resolved.V6Address };

    private static LslException Wrong(LslStreamInfo stream, string found) =>
        new($"a description of stream '{stream.Name}' that can be sent", found, "give it a name and an element desc of well-formed XML");
}
