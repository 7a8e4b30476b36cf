namespace Streaming.Runtime;

/// <summary>A block node seen without its type parameter.</summary>
internal abstract class BlockForm
{
    public const string InputName = "input";
    public const string OutputName = "output";

    public abstract ElementType Element { get; }

    public abstract StreamFormat Configure(StreamFormat input);

    public abstract IReceiver Chain(IReadOnlyList<(INode Node, StreamFormat In, StreamFormat Out, NodeMeter Meter)> nodes, IReceiver next, int inFlight, int sampling);

    /// <summary>The form of a node; null for a stream node.</summary>
    public static BlockForm? Of(INode node) => node switch
    {
        IBlockNode<float> n => new Typed<float>(n),
        IBlockNode<double> n => new Typed<double>(n),
        IBlockNode<sbyte> n => new Typed<sbyte>(n),
        IBlockNode<short> n => new Typed<short>(n),
        IBlockNode<int> n => new Typed<int>(n),
        IBlockNode<long> n => new Typed<long>(n),
        IBlockNode<Event> n => new Typed<Event>(n),
        _ => null,
    };

    private sealed class Typed<T>(IBlockNode<T> node) : BlockForm where T : struct
    {
        public override ElementType Element => ElementTypes.Of<T>();

        public override StreamFormat Configure(StreamFormat input) => node.Configure(input);

        public override IReceiver Chain(IReadOnlyList<(INode Node, StreamFormat In, StreamFormat Out, NodeMeter Meter)> nodes, IReceiver next, int inFlight, int sampling) =>
            new ChainStage<T>([.. nodes.Select(n => ((IBlockNode<T>)n.Node, n.In, n.Out, n.Meter))], next, inFlight, sampling);
    }
}
