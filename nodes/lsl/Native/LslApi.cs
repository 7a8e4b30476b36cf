using System.Runtime.InteropServices;

namespace Streaming.Lsl.Native;

/// <summary>
/// The part of liblsl's C API that is used here; all of it is in every version from 1.13. <see cref="LslLibrary.Load"/> is to be called before.
/// Source: the headers of liblsl (include/lsl/common.h, streaminfo.h, outlet.h, inlet.h, resolver.h).
/// </summary>
internal static unsafe partial class LslApi
{
    /// <summary>The name that stands for the library the user chose.</summary>
    internal const string Library = "lsl";

    /// <summary>No time given in a push: the library takes its clock's.</summary>
    public const double Now = 0;

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

    [LibraryImport(Library, EntryPoint = "lsl_push_chunk_ftnp")]
    public static partial int PushFloat(OutletHandle outlet, void* data, CULong elements, double* stamps, int pushthrough);

    [LibraryImport(Library, EntryPoint = "lsl_push_chunk_dtnp")]
    public static partial int PushDouble(OutletHandle outlet, void* data, CULong elements, double* stamps, int pushthrough);

    [LibraryImport(Library, EntryPoint = "lsl_push_chunk_ltnp")]
    public static partial int PushInt64(OutletHandle outlet, void* data, CULong elements, double* stamps, int pushthrough);

    [LibraryImport(Library, EntryPoint = "lsl_push_chunk_itnp")]
    public static partial int PushInt32(OutletHandle outlet, void* data, CULong elements, double* stamps, int pushthrough);

    [LibraryImport(Library, EntryPoint = "lsl_push_chunk_stnp")]
    public static partial int PushInt16(OutletHandle outlet, void* data, CULong elements, double* stamps, int pushthrough);

    [LibraryImport(Library, EntryPoint = "lsl_push_chunk_ctnp")]
    public static partial int PushInt8(OutletHandle outlet, void* data, CULong elements, double* stamps, int pushthrough);

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

    [LibraryImport(Library, EntryPoint = "lsl_pull_chunk_f")]
    public static partial CULong PullFloat(InletHandle inlet, void* data, double* stamps, CULong elements, CULong samples, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_pull_chunk_d")]
    public static partial CULong PullDouble(InletHandle inlet, void* data, double* stamps, CULong elements, CULong samples, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_pull_chunk_l")]
    public static partial CULong PullInt64(InletHandle inlet, void* data, double* stamps, CULong elements, CULong samples, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_pull_chunk_i")]
    public static partial CULong PullInt32(InletHandle inlet, void* data, double* stamps, CULong elements, CULong samples, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_pull_chunk_s")]
    public static partial CULong PullInt16(InletHandle inlet, void* data, double* stamps, CULong elements, CULong samples, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_pull_chunk_c")]
    public static partial CULong PullInt8(InletHandle inlet, void* data, double* stamps, CULong elements, CULong samples, double timeout, out int error);

    [LibraryImport(Library, EntryPoint = "lsl_create_continuous_resolver")]
    public static partial ResolverHandle CreateResolver(double forgetAfter);

    [LibraryImport(Library, EntryPoint = "lsl_create_continuous_resolver_bypred", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ResolverHandle CreateResolver(string predicate, double forgetAfter);

    [LibraryImport(Library, EntryPoint = "lsl_resolver_results")]
    public static partial int ResolverResults(ResolverHandle resolver, nint* buffer, uint elements);

    [LibraryImport(Library, EntryPoint = "lsl_destroy_continuous_resolver")]
    public static partial void DestroyResolver(nint resolver);
}
