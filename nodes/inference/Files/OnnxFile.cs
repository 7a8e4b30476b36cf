namespace Streaming.Inference;

/// <summary>What an .onnx file says of itself, read without loading it: enough to refuse one that cannot or must not be run, and to describe it.</summary>
/// <param name="Opset">The version of the ONNX operators it uses; 0: it names none.</param>
/// <param name="Domains">Other sets of operators it uses.</param>
/// <param name="Parameters">Numbers in its weights.</param>
/// <param name="Operators">How often each operator occurs, by name; those within branches and loops included.</param>
/// <param name="External">Files beside it that hold weights, as written.</param>
internal sealed record OnnxFile(long Opset, IReadOnlyList<string> Domains, long Parameters, IReadOnlyDictionary<string, int> Operators, IReadOnlyList<string> External)
{
    /// <summary>The tensors it takes, without weights that it lists among them.</summary>
    public IReadOnlyList<ModelTensor> Inputs { get; private init; } = [];

    /// <summary>The tensors it gives.</summary>
    public IReadOnlyList<ModelTensor> Outputs { get; private init; } = [];

    /// <summary>What its exporter wrote into it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private init; } = new Dictionary<string, string>();

    /// <summary>The dimensions of the main graph's weights.</summary>
    public IReadOnlyDictionary<string, ValueList<long>> Weights { get; private init; } = new Dictionary<string, ValueList<long>>();

    /// <summary>
    /// Tensors of which a step writes some numbers anew and reads nothing but through the result, with that result: it may lie in the tensor's own place, where
    /// only the new numbers are written. A step that is repeated writes the same again.
    /// </summary>
    public IReadOnlyDictionary<string, string> Scattered { get; private init; } = new Dictionary<string, string>();

    private const int DeepestGraph = 64;

    /// <summary>Reads the file's header and the shape of its graph (field numbers: onnx/onnx.proto, IR version 13).</summary>
    /// <exception cref="ModelException">It is no ONNX model, or damaged.</exception>
    public static OnnxFile Read(string path)
    {
        var walk = new Walk();
        try
        {
            walk.Model(File.ReadAllBytes(path));
        }
        catch (InvalidDataException e)
        {
            throw new ModelException(path, "an ONNX model", e.Message, "copy or export it again: it is damaged or of another format", e);
        }
        if (!walk.HasGraph) throw new ModelException(path, "an ONNX model", "no graph in it", "copy or export it again: it is damaged or of another format");
        return new OnnxFile(walk.Opset, walk.Domains, walk.Parameters, walk.Operators, walk.External)
        {
            // Before IR version 4 weights stood among the inputs too.
            Inputs = [.. walk.Inputs.Where(i => !walk.Weights.ContainsKey(i.Name))],
            Outputs = walk.Outputs,
            Metadata = walk.Metadata,
            Weights = walk.Weights,
            Scattered = walk.Scatters.Where(s => walk.Readers[s.Key] == 1).ToDictionary(),
        };
    }

    private sealed class Walk
    {
        public bool HasGraph { get; private set; }

        public long Opset { get; private set; }

        public List<string> Domains { get; } = [];

        public long Parameters { get; private set; }

        public SortedDictionary<string, int> Operators { get; } = new(StringComparer.Ordinal);

        public List<string> External { get; } = [];

        public List<ModelTensor> Inputs { get; } = [];

        public List<ModelTensor> Outputs { get; } = [];

        public Dictionary<string, string> Metadata { get; } = [];

        public Dictionary<string, ValueList<long>> Weights { get; } = [];

        /// <summary>Of each tensor that an operator writes some numbers of anew, the result.</summary>
        public Dictionary<string, string> Scatters { get; } = [];

        /// <summary>How often each tensor is read.</summary>
        public Dictionary<string, int> Readers { get; } = [];

        public void Model(ReadOnlySpan<byte> message)
        {
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (!reader.IsBytes) continue;
                if (reader.Field == 7)
                {
                    HasGraph = true;
                    Graph(reader.Bytes, 0);
                }
                else if (reader.Field == 8)
                {
                    OperatorSet(reader.Bytes);
                }
                else if (reader.Field == 14)
                {
                    var (key, value) = Entry(reader.Bytes);
                    Metadata[key] = value;
                }
            }
        }

        private void OperatorSet(ReadOnlySpan<byte> message)
        {
            var domain = "";
            var version = 0L;
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (reader.Field == 1) domain = reader.Text;
                else if (reader.Field == 2) version = (long)reader.Number;
            }
            if (domain is "" or "ai.onnx") Opset = Math.Max(Opset, version);
            else Domains.Add(domain);
        }

        private void Graph(ReadOnlySpan<byte> message, int depth)
        {
            if (depth > DeepestGraph) throw new InvalidDataException($"graphs within graphs, more than {DeepestGraph} deep");
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (!reader.IsBytes) continue;
                if (reader.Field == 1) Node(reader.Bytes, depth);
                else if (reader.Field == 5) Weight(reader.Bytes, depth);
                else if (depth == 0 && reader.Field == 11) Inputs.Add(OnnxValue.Read(reader.Bytes));
                else if (depth == 0 && reader.Field == 12) Outputs.Add(OnnxValue.Read(reader.Bytes));
            }
        }

        private void Weight(ReadOnlySpan<byte> message, int depth)
        {
            var (name, dimensions) = Tensor(message);
            if (depth == 0 && name.Length > 0) Weights[name] = ValueList.From(dimensions);
        }

        private void Node(ReadOnlySpan<byte> message, int depth)
        {
            string operation = "", first = "", result = "";
            var isPlain = true;
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (!reader.IsBytes) continue;
                if (reader.Field == 1)
                {
                    var name = reader.Text;
                    if (first.Length == 0) first = name;
                    Readers[name] = Readers.GetValueOrDefault(name) + 1;
                }
                else if (reader.Field == 2)
                {
                    if (result.Length == 0) result = reader.Text;
                }
                else if (reader.Field == 4)
                {
                    operation = reader.Text;
                    Operators[operation] = Operators.GetValueOrDefault(operation) + 1;
                }
                else if (reader.Field == 5)
                {
                    isPlain &= Attribute(reader.Bytes, depth) != "reduction"; // which adds to what is there
                }
            }
            if (depth == 0 && isPlain && operation is "ScatterND" or "ScatterElements" or "TensorScatter") Scatters[first] = result; // names in a branch or a loop are its own
        }

        /// <returns>Its name.</returns>
        private string Attribute(ReadOnlySpan<byte> message, int depth)
        {
            var name = "";
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (!reader.IsBytes) continue;
                if (reader.Field == 1) name = reader.Text;
                else if (reader.Field == 5) Tensor(reader.Bytes);
                else if (reader.Field is 6 or 11) Graph(reader.Bytes, depth + 1);
            }
            return name;
        }

        private (string Name, List<long> Dimensions) Tensor(ReadOnlySpan<byte> message)
        {
            var name = "";
            var dimensions = new List<long>();
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (reader.Field == 1 && !reader.IsBytes) dimensions.Add((long)reader.Number);
                else if (reader.Field == 1) Packed(reader.Bytes, dimensions);
                else if (reader.Field == 8) name = reader.Text;
                else if (reader.Field == 13) ExternalEntry(reader.Bytes);
            }
            var count = 1L;
            foreach (var dimension in dimensions) count = Times(count, dimension);
            Parameters += count;
            return (name, dimensions);
        }

        private static void Packed(ReadOnlySpan<byte> message, List<long> dimensions)
        {
            var reader = new WireReader(message);
            while (reader.TryTakeNumber(out var dimension)) dimensions.Add(dimension);
        }

        private static long Times(long count, long dimension)
        {
            if (dimension < 0 || (dimension > 0 && count > long.MaxValue / 4 / dimension)) throw new InvalidDataException($"a weight with a dimension of {dimension}");
            return count * dimension;
        }

        private void ExternalEntry(ReadOnlySpan<byte> message)
        {
            var (key, value) = Entry(message);
            if (key == "location" && !External.Contains(value)) External.Add(value);
        }

        private static (string Key, string Value) Entry(ReadOnlySpan<byte> message)
        {
            string key = "", value = "";
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (reader.Field == 1) key = reader.Text;
                else if (reader.Field == 2) value = reader.Text;
            }
            return (key, value);
        }
    }
}
