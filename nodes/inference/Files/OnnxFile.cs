namespace Streaming.Inference;

/// <summary>What an .onnx file says of itself, read without loading it: enough to refuse one that cannot or must not be run, and to describe it.</summary>
/// <param name="Opset">The version of the ONNX operators it uses; 0: it names none.</param>
/// <param name="Domains">Other sets of operators it uses.</param>
/// <param name="Parameters">Numbers in its weights.</param>
/// <param name="Operators">How often each operator occurs, by name; those within branches and loops included.</param>
/// <param name="External">Files beside it that hold weights, as written.</param>
internal sealed record OnnxFile(long Opset, IReadOnlyList<string> Domains, long Parameters, IReadOnlyDictionary<string, int> Operators, IReadOnlyList<string> External)
{
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
        return new OnnxFile(walk.Opset, walk.Domains, walk.Parameters, walk.Operators, walk.External);
    }

    private sealed class Walk
    {
        public bool HasGraph { get; private set; }

        public long Opset { get; private set; }

        public List<string> Domains { get; } = [];

        public long Parameters { get; private set; }

        public SortedDictionary<string, int> Operators { get; } = new(StringComparer.Ordinal);

        public List<string> External { get; } = [];

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
                else if (reader.Field == 5) Tensor(reader.Bytes);
            }
        }

        private void Node(ReadOnlySpan<byte> message, int depth)
        {
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (!reader.IsBytes) continue;
                if (reader.Field == 4)
                {
                    var name = reader.Text;
                    Operators[name] = Operators.GetValueOrDefault(name) + 1;
                }
                else if (reader.Field == 5)
                {
                    Attribute(reader.Bytes, depth);
                }
            }
        }

        private void Attribute(ReadOnlySpan<byte> message, int depth)
        {
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (!reader.IsBytes) continue;
                if (reader.Field == 5) Tensor(reader.Bytes);
                else if (reader.Field is 6 or 11) Graph(reader.Bytes, depth + 1);
            }
        }

        private void Tensor(ReadOnlySpan<byte> message)
        {
            var count = 1L;
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (reader.Field == 1 && !reader.IsBytes) count = Times(count, (long)reader.Number);
                else if (reader.Field == 1) count = Packed(reader.Bytes, count);
                else if (reader.Field == 13) ExternalEntry(reader.Bytes);
            }
            Parameters += count;
        }

        private static long Packed(ReadOnlySpan<byte> dimensions, long count)
        {
            var reader = new WireReader(dimensions);
            while (reader.TryTakeNumber(out var dimension)) count = Times(count, dimension);
            return count;
        }

        private static long Times(long count, long dimension)
        {
            if (dimension < 0 || (dimension > 0 && count > long.MaxValue / 4 / dimension)) throw new InvalidDataException($"a weight with a dimension of {dimension}");
            return count * dimension;
        }

        private void ExternalEntry(ReadOnlySpan<byte> message)
        {
            string key = "", value = "";
            var reader = new WireReader(message);
            while (reader.Next())
            {
                if (reader.Field == 1) key = reader.Text;
                else if (reader.Field == 2) value = reader.Text;
            }
            if (key == "location" && !External.Contains(value)) External.Add(value);
        }
    }
}
