namespace Streaming.Tests;

/// <summary>A node of each form, documented as what ships has to be.</summary>
internal static class Samples
{
    public const string Gain = """
        namespace Sample;

        /// <summary>Multiplies every sample by a factor, see <see cref="Settings.Level"/>.</summary>
        /// <remarks>
        /// The factor is <c>10^(level/20)</c>.
        /// <para>Silence stays <see langword="default"/>.</para>
        /// </remarks>
        [Node("dsp.gain", Summary = "Multiplies every sample.", Gap = GapPolicy.Continue, Example = "level: 6")]
        public sealed partial class Gain : IBlockNode<float>
        {
            /// <summary>How much.</summary>
            public sealed record Settings
            {
                /// <summary>The gain:
                ///   20 times the logarithm of the factor.</summary>
                [Unit("dB"), Range(-60, 60), Live]
                public double Level { get; init; }

                /// <summary>How many times.</summary>
                public int Times { get; init; } = 1;

                /// <summary>Derived, so not a setting.</summary>
                public float Factor => (float)Math.Pow(10, Times * Level / 20);
            }

            /// <inheritdoc/>
            public StreamFormat Configure(StreamFormat input) => input;

            /// <inheritdoc/>
            public void Process(ReadOnlySpan<float> input, Span<float> output)
            {
                for (var i = 0; i < input.Length; i++) output[i] = input[i] * Current.Factor;
            }
        }
        """;

    public const string Epoch = """
        namespace Sample;

        /// <summary>Keeps the signal before each marker.</summary>
        [Node("eeg.epoch", Gap = GapPolicy.Handled, Example = "length: 3")]
        public sealed partial class Epoch : IStreamNode
        {
            private int filled;

            [State] private float[] ring = [];
            [State] private int next;

            /// <summary>How long.</summary>
            public sealed record Settings
            {
                /// <summary>Samples to keep.</summary>
                [Range(1, 1000)]
                public int Length { get; init; } = 3;
            }

            /// <summary>The signal to cut.</summary>
            [Input(Kinds = [StreamKind.Signal, StreamKind.Features])]
            public Input<float> Signal { get; } = new();

            /// <summary>Where to cut.</summary>
            [Input(Optional = true, Policy = LinkPolicy.Fail)]
            public Input<Event> Markers { get; } = new();

            /// <summary>One piece per marker.</summary>
            [Output]
            public Output<float> Windows { get; } = new();

            /// <inheritdoc/>
            public void Configure()
            {
                ring = new float[Current.Length];
                Windows.Format = new StreamFormat { Kind = StreamKind.Windows, Shape = [Current.Length, 1] };
            }

            /// <inheritdoc/>
            public StepResult Step()
            {
                while (Signal.Available > 0 || Markers.Available > 0)
                {
                    if (Markers.Available > 0 && (Signal.Available == 0 || Markers.TimeOf(0) < Signal.TimeOf(0)))
                    {
                        var window = Windows.Reserve(1);
                        for (var i = 0; i < ring.Length; i++) window[i] = ring[(next + i) % ring.Length];
                        Windows.Commit([Markers.TimeOf(0)]);
                        Markers.Advance(1);
                        continue;
                    }
                    ring[next] = Signal.Samples[0];
                    next = (next + 1) % ring.Length;
                    Signal.Advance(1);
                }
                return StepResult.NeedInput;
            }

            partial void OnLoaded() => filled++;

            /// <summary>How often it was restored.</summary>
            public int Restored => filled;
        }
        """;

    public const string Count = """
        namespace Sample;

        /// <summary>Counts what comes.</summary>
        [Node("record.count")]
        public sealed partial class Count : IStreamNode
        {
            [State] private long total;

            /// <summary>All there is.</summary>
            [Input]
            public Inputs All { get; } = new();

            /// <summary>What starts a new count.</summary>
            [Input(Optional = true)]
            public Input<Event> Marks { get; } = new();

            /// <summary>Samples so far.</summary>
            public long Total => total;

            /// <inheritdoc/>
            public void Configure()
            {
            }

            /// <inheritdoc/>
            public StepResult Step()
            {
                for (var i = 0; i < All.Streams.Count; i++)
                {
                    total += All.Streams[i].Available;
                    All.Streams[i].Advance(All.Streams[i].Available);
                }
                return StepResult.NeedInput;
            }
        }
        """;

    public const string Raw = """
        namespace Sample;

        /// <summary>Reads a file without a header.</summary>
        [Node("files.raw", Paced = true, Waits = true)]
        public sealed partial class Raw : IStreamNode
        {
            [State] private long place;

            /// <summary>What to read.</summary>
            public sealed record Settings
            {
                /// <summary>The file.</summary>
                [FilePath]
                public required string Path { get; init; }

                /// <summary>The rate.</summary>
                [Unit("Hz"), Range(1, 1e6)]
                public required double Rate { get; init; }
            }

            /// <summary>Its samples.</summary>
            [Output]
            public Output<short> Samples { get; } = new();

            /// <inheritdoc/>
            public void Configure() => Samples.Format = StreamFormat.Signal(1, Current.Rate) with { Element = ElementType.Int16 };

            /// <inheritdoc/>
            public StepResult Step()
            {
                if (place == 0) Samples.Begin(0);
                if (place == 4) return StepResult.Done;
                Samples.Reserve(1)[0] = (short)place++;
                Samples.Commit(1);
                return StepResult.Again;
            }
        }
        """;

    /// <summary>A block node of one channel with these members; Process runs the body.</summary>
    public static string Block(string members = "", string body = "input.CopyTo(output);", string attributes = "", string bases = "", string rest = "") => $$"""
        namespace Sample;

        [Node("test.node"{{attributes}})]
        public sealed partial class Tested : IBlockNode<float>{{bases}}
        {
            {{members}}

            public StreamFormat Configure(StreamFormat input) => input;

            public void Process(ReadOnlySpan<float> input, Span<float> output)
            {
                {{body}}
            }
        }

        {{rest}}
        """;

    /// <summary>A stream node that does nothing, with these members; a base is written with a comma behind it.</summary>
    public static string Stream(string members, string below = "", string rest = "") => $$"""
        namespace Sample;

        [Node("test.node")]
        public sealed partial class Tested : {{below}}IStreamNode
        {
            {{members}}

            public void Configure()
            {
            }

            public StepResult Step() => StepResult.NeedInput;
        }

        {{rest}}
        """;
}
