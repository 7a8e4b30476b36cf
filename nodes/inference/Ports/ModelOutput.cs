using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>A tensor on its way into a stream.</summary>
internal abstract class ModelOutput
{
    private protected ModelOutput(StepPort plan) => Plan = plan;

    /// <summary>The port.</summary>
    public abstract Output Port { get; }

    /// <summary>What it is bound to.</summary>
    public StepPort Plan { get; }

    /// <summary>Reads from this tensor from now on.</summary>
    public abstract void Bind(TensorMemory memory);

    /// <summary>Sends what the step made.</summary>
    public abstract void Send();

    /// <summary>The port for a tensor.</summary>
    public static ModelOutput Of(StepPort plan) => plan.Element switch
    {
        ElementType.Float64 => new ModelOutput<double>(plan),
        ElementType.Int64 => new ModelOutput<long>(plan),
        ElementType.Int32 => new ModelOutput<int>(plan),
        ElementType.Int16 => new ModelOutput<short>(plan),
        ElementType.Int8 => new ModelOutput<sbyte>(plan),
        _ => new ModelOutput<float>(plan),
    };
}

/// <summary>A tensor on its way into a stream of one type.</summary>
internal sealed class ModelOutput<T> : ModelOutput where T : unmanaged
{
    private readonly Output<T> port;
    private TensorMemory<T>? direct;
    private TensorMemory<Float16>? halves;
    private T[] rest = [];

    public ModelOutput(StepPort plan) : base(plan) => port = new Output<T> { Name = plan.Card.Name };

    public override Output Port => port;

    public override void Bind(TensorMemory memory)
    {
        direct = memory as TensorMemory<T>;
        halves = memory as TensorMemory<Float16>;
        rest = direct is null ? new T[Plan.Width * Plan.Time] : [];
    }

    public override void Send()
    {
        if (halves is not null) TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(halves.Values), MemoryMarshal.Cast<T, float>(rest.AsSpan()));
        ReadOnlySpan<T> tensor = direct is null ? rest : direct.Values;
        Plan.ToStream(tensor, Plan.Time, port.Reserve(Plan.Time));
        port.Commit(Plan.Time);
    }
}
