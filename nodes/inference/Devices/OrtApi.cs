using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>
/// The few calls of ONNX Runtime's C interface that its managed one lacks, or makes with managed memory. The table only ever grows at its end, so the places of its
/// entries (onnxruntime_c_api.h, struct OrtApi) hold for all later versions.
/// </summary>
internal static unsafe class OrtApi
{
    private static readonly nint* table = (nint*)NativeRuntime.Table(NativeLibrary.GetExport(NativeRuntime.Library, "OrtGetApiBase"), out _);

    /// <summary>Copies tensors of equal sizes, wherever each lies (CopyTensors).</summary>
    /// <param name="from">Handles of tensors.</param>
    /// <param name="to">Handles of as many.</param>
    /// <exception cref="ModelException">It cannot.</exception>
    public static void Copy(ReadOnlySpan<nint> from, ReadOnlySpan<nint> to)
    {
        var environment = OrtEnv.Instance().DangerousGetHandle();
        fixed (nint* source = from, target = to)
            Check(((delegate* unmanaged<nint, nint*, nint*, nint, nuint, nint>)table[386])(environment, source, target, 0, (nuint)from.Length), "a copy between devices");
    }

    /// <summary>A tensor's handle.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Handle")]
    public static extern nint Handle(OrtValue value);

    /// <summary>The nodes of a session's model with their operator and the provider that runs them (Session_GetEpGraphAssignmentInfo and its readers).</summary>
    public static List<(string Provider, string Operator)> Assignment(InferenceSession session)
    {
        List<(string, string)> all = [];
        nint* parts;
        nuint count;
        Check(((delegate* unmanaged<nint, nint**, nuint*, nint>)table[407])(Handle(session), &parts, &count));
        for (nuint i = 0; i < count; i++)
        {
            byte* provider;
            nint* nodes;
            nuint length;
            Check(((delegate* unmanaged<nint, byte**, nint>)table[408])(parts[i], &provider));
            Check(((delegate* unmanaged<nint, nint**, nuint*, nint>)table[409])(parts[i], &nodes, &length));
            for (nuint k = 0; k < length; k++)
            {
                byte* type;
                Check(((delegate* unmanaged<nint, byte**, nint>)table[412])(nodes[k], &type));
                all.Add((Text(provider), Text(type)));
            }
        }
        return all;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Handle")]
    private static extern nint Handle(InferenceSession session);

    private static void Check(nint status, string what = "an answer to which provider runs what")
    {
        if (status == 0) return;
        var message = Text(((delegate* unmanaged<nint, byte*>)table[2])(status));
        ((delegate* unmanaged<nint, void>)table[93])(status);
        throw new ModelException("ONNX Runtime", what, message, "run the model on the processor ('provider: cpu')");
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
