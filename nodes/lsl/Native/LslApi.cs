using System.Runtime.InteropServices;

namespace Streaming.Lsl.Native;

/// <summary>
/// The part of liblsl's C API that is used here; all of it is in every version from 1.13. <see cref="LslLibrary.Load"/> is to be called before. Samples pass one by one
/// and untyped: that is what the library's functions for chunks do inside (and the one for 64-bit integers never returns in 1.13).
/// Source: the headers of liblsl (include/lsl/common.h, streaminfo.h, outlet.h, inlet.h, resolver.h).
/// </summary>
internal static unsafe partial class LslApi
{
    /// <summary>The name that stands for the library the user chose.</summary>
    internal const string Library = "lsl";

    /// <summary>The stamp follows from the one before.</summary>
    public const double Deduced = -1;

    [LibraryImport(Library, EntryPoint = "lsl_library_version")]
    public static partial int LibraryVersion();

    [LibraryImport(Library, EntryPoint = "lsl_protocol_version")]
    public static partial int ProtocolVersion();

    [LibraryImport(Library, EntryPoint = "lsl_local_clock")]
    public static partial double LocalClock();

    [LibraryImport(Library, EntryPoint = "lsl_destroy_string")]
    public static partial void DestroyString(byte* text);

    [LibraryImport(Library, EntryPoint = "lsl_create_streaminfo", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StreamInfoHandle CreateInfo(string name, string type, int channels, double rate, int format, string sourceId);

    [LibraryImport(Library, EntryPoint = "lsl_streaminfo_from_xml", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StreamInfoHandle InfoFromXml(string xml);

    [LibraryImport(Library, EntryPoint = "lsl_get_xml")]
    public static partial byte* GetXml(StreamInfoHandle info);

    [LibraryImport(Library, EntryPoint = "lsl_destroy_streaminfo")]
    public static partial void DestroyInfo(nint info);

    [LibraryImport(Library, EntryPoint = "lsl_create_outlet")]
    public static partial OutletHandle CreateOutlet(StreamInfoHandle info, int chunkSize, int maxBuffered);

    [LibraryImport(Library, EntryPoint = "lsl_get_info")]
    public static partial StreamInfoHandle GetInfo(OutletHandle outlet);

    [LibraryImport(Library, EntryPoint = "lsl_have_consumers")]
    public static partial int HaveConsumers(OutletHandle outlet);

    [LibraryImport(Library, EntryPoint = "lsl_wait_for_consumers")]
    public static partial int WaitForConsumers(OutletHandle outlet, double timeout);

    [LibraryImport(Library, EntryPoint = "lsl_destroy_outlet")]
    public static partial void DestroyOutlet(nint outlet);

    [LibraryImport(Library, EntryPoint = "lsl_push_sample_vtp")]
    public static partial int PushSample(OutletHandle outlet, void* values, double stamp, int pushthrough);

    [LibraryImport(Library, EntryPoint = "lsl_push_sample_buftp")]
    public static partial int PushText(OutletHandle outlet, byte** texts, uint* lengths, double stamp, int pushthrough);

    [LibraryImport(Library, EntryPoint = "lsl_create_inlet")]
    public static partial InletHandle CreateInlet(StreamInfoHandle info, int maxBuffered, int maxChunk, int recover);

    [LibraryImport(Library, EntryPoint = "lsl_destroy_inlet")]
    public static partial void DestroyInlet(nint inlet);

    [LibraryImport(Library, EntryPoint = "lsl_get_fullinfo")]
    public static partial StreamInfoHandle GetFullInfo(InletHandle inlet, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_open_stream")]
    public static partial void OpenStream(InletHandle inlet, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_time_correction_ex")]
    public static partial double TimeCorrection(InletHandle inlet, out double remoteTime, out double uncertainty, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_set_postprocessing")]
    public static partial int SetPostprocessing(InletHandle inlet, uint flags);

    [LibraryImport(Library, EntryPoint = "lsl_was_clock_reset")]
    public static partial uint WasClockReset(InletHandle inlet);

    [LibraryImport(Library, EntryPoint = "lsl_samples_available")]
    public static partial uint SamplesAvailable(InletHandle inlet);

    [LibraryImport(Library, EntryPoint = "lsl_pull_sample_v")]
    public static partial double PullSample(InletHandle inlet, void* values, int bytes, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_pull_sample_buf")]
    public static partial double PullTexts(InletHandle inlet, byte** texts, uint* lengths, int elements, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_create_continuous_resolver")]
    public static partial ResolverHandle CreateResolver(double forgetAfter);

    [LibraryImport(Library, EntryPoint = "lsl_create_continuous_resolver_bypred", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ResolverHandle CreateResolver(string predicate, double forgetAfter);

    [LibraryImport(Library, EntryPoint = "lsl_resolver_results")]
    public static partial int ResolverResults(ResolverHandle resolver, nint* buffer, uint elements);

    [LibraryImport(Library, EntryPoint = "lsl_destroy_continuous_resolver")]
    public static partial void DestroyResolver(nint resolver);
}
