using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>A stream on its way into a tensor: gathers what a step needs, however the stream was cut, and keeps the context for the next.</summary>
internal abstract class ModelInput : IState
{
    private protected ModelInput(StepPort plan) => Plan = plan;

    /// <summary>The port.</summary>
    public abstract Input Port { get; }

    /// <summary>What it is bound to.</summary>
    public StepPort Plan { get; }

    /// <summary>All samples of a step are there.</summary>
    public bool IsFull => Filled == Plan.Time;

    /// <summary>Seconds, the time of the first new sample of the step being gathered.</summary>
    public double Time { get; private protected set; }

    /// <summary>Samples gathered, the context included.</summary>
    private protected int Filled { get; set; }

    /// <summary>Takes what is there, at most what is missing.</summary>
    public abstract void Gather();

    /// <summary>Forgets the new samples of the step that ran, all but the context of the next.</summary>
    public abstract void Carry();

    /// <inheritdoc/>
    public abstract void Save(ref StateWriter writer);

    /// <inheritdoc/>
    public abstract void Load(ref StateReader reader);

    /// <inheritdoc/>
    public abstract void Reset();

    /// <summary>The port for a tensor.</summary>
    public static ModelInput Of(StepPort plan) => plan.Element switch
    {
        ElementType.Float64 => new ModelInput<double>(plan),
        ElementType.Int64 => new ModelInput<long>(plan),
        ElementType.Int32 => new ModelInput<int>(plan),
        ElementType.Int16 => new ModelInput<short>(plan),
        ElementType.Int8 => new ModelInput<sbyte>(plan),
        _ => new ModelInput<float>(plan),
    };

    /// <summary>Writes to this tensor from now on, from the beginning.</summary>
    public abstract void Bind(TensorMemory memory);

    /// <summary>Goes on in another tensor alike, with what was gathered.</summary>
    public abstract void Move(TensorMemory memory);
}

/// <summary>A stream of one type on its way into a tensor.</summary>
internal sealed class ModelInput<T> : ModelInput where T : unmanaged, System.Numerics.INumber<T>
{
    private readonly Input<T> port;
    private TensorMemory<T>? direct;        // the tensor holds the stream's type: samples go straight into it
    private TensorMemory<Float16>? halves;  // it holds halves: samples are gathered in rest and converted whole
    private T[] rest = [];

    public ModelInput(StepPort plan) : base(plan) => port = new Input<T> { Name = plan.Card.Name };

    public override Input Port => port;

    private Span<T> Window => direct is null ? rest : direct.Values;

    public override void Bind(TensorMemory memory)
    {
        Attach(memory);
        Reset();
    }

    public override void Move(TensorMemory memory)
    {
        var gathered = Window;
        Attach(memory);
        gathered.CopyTo(Window);
    }

    private void Attach(TensorMemory memory)
    {
        direct = memory as TensorMemory<T>;
        halves = memory as TensorMemory<Float16>;
        rest = direct is null ? new T[Plan.Width * Plan.Time] : [];
    }

    public override void Gather()
    {
        while (!IsFull && port.Available > 0)
        {
            var count = Math.Min(Plan.Time - Filled, port.Available);
            if (Filled <= Plan.Card.Context && Filled + count > Plan.Card.Context) Time = port.TimeOf(Plan.Card.Context - Filled);
            Plan.ToTensor(port.Samples, Filled, count, Window);
            port.Advance(count);
            Filled += count;
        }
        if (IsFull && halves is not null) TensorPrimitives.ConvertToHalf(MemoryMarshal.Cast<T, float>(rest.AsSpan()), MemoryMarshal.Cast<Float16, Half>(halves.Values));
    }

    public override void Carry()
    {
        var (context, row) = (Plan.Card.Context, Plan.Inner);
        for (var i = 0; context > 0 && i < Plan.Outer; i++)
        {
            var part = Window.Slice(i * Plan.Time * row, Plan.Time * row);
            part[(Plan.Hop * row)..].CopyTo(part);
        }
        Filled = context;
    }

    public override void Reset()
    {
        Filled = double.IsNaN(Plan.Card.Pad) ? 0 : Plan.Card.Context;
        Time = 0;
        Window.Fill(Filled > 0 ? T.CreateSaturating(Plan.Card.Pad) : T.Zero);
    }

    public override void Save(ref StateWriter writer)
    {
        writer.Write("filled", Filled);
        writer.Write("time", Time);
        writer.Write<T>("window", Window);
    }

    public override void Load(ref StateReader reader)
    {
        Filled = Math.Clamp(reader.ReadInt32("filled"), 0, Plan.Time);
        Time = reader.ReadDouble("time");
        reader.Read("window", Window);
    }
}
