using Microsoft.CodeAnalysis;

namespace Streaming.Tests;

/// <summary>What a node must not do in Process or Step, and what looks like it and may be done.</summary>
public class SamplePathTests
{
    private const string wait = "{0} may block the thread that other nodes share; do it in Open or on a thread of the node's own, or declare Waits = true in [Node]";
    private const string reuse = "{0} allocates on the sample path; make it in Configure and keep it in a field";
    private const string texts = "{0} allocates on the sample path; make texts in Configure, or write into a span";
    private const string loops = "{0} allocates on the sample path; loop over a span or by index";
    private const string clock = "{0} reads the wall clock, so a replay would give another answer; use the time of the samples (Input.TimeOf, Input.Clock, Output.NextTime)";
    private const string unmarked = "'{0}' changes while samples are processed but is not marked [State], so it is neither saved nor reset; mark it, or assign it in Configure only";

    private const string members = """
        private readonly object gate = new();
        private readonly System.Threading.Lock modern = new();
        private readonly System.Threading.SemaphoreSlim semaphore = new(1);
        private readonly System.Threading.ManualResetEvent signal = new(true);
        private readonly System.Threading.ManualResetEventSlim slim = new(true);
        private readonly System.Threading.Tasks.Task<int> task = System.Threading.Tasks.Task.FromResult(1);
        private readonly System.IO.Stream stream = System.IO.Stream.Null;
        private readonly System.IO.MemoryStream memory = new();
        private readonly System.IO.TextWriter writer = System.IO.TextWriter.Null;
        private readonly System.Net.Sockets.Socket socket = null!;
        private readonly List<float> list = [];
        private readonly IReadOnlyList<float> some = [];
        private readonly ValueList<float> values = [1];
        private readonly float[] array = new float[4];
        private readonly Dictionary<int, float> table = [];
        private readonly System.Text.StringBuilder builder = new();
        private readonly Func<float, float> function = static x => x;
        private readonly string word = "word";
        private sealed record Point(int X);
        private readonly Point point = new(1);
        private enum Side { Left }
        private static float Twice(float x) => 2 * x;
        private float Own(float x) => x;
        private static void Many(params int[] all) => _ = all.Length;
        private static void Spans(params ReadOnlySpan<int> all) => _ = all.Length;
        private static void Any(object? x) => _ = x is null;
        private static void Use(Func<float, float> f) => f(1);
        """;

    [Theory]
    [InlineData("«lock (gate) { }»", "'lock'")]
    [InlineData("«lock (modern) { }»", "'lock'")]
    [InlineData("«System.Threading.Monitor.Enter(gate)»;", "'Monitor.Enter'")]
    [InlineData("«modern.Enter()»;", "'Lock.Enter'")]
    [InlineData("«System.Threading.Thread.Sleep(1)»;", "'Thread.Sleep'")]
    [InlineData("«task.Wait()»;", "'Task.Wait'")]
    [InlineData("_ = «task.Result»;", "'Task.Result'")]
    [InlineData("_ = «task.GetAwaiter().GetResult()»;", "'TaskAwaiter.GetResult'")]
    [InlineData("_ = «task.ConfigureAwait(false).GetAwaiter().GetResult()»;", "'ConfiguredTaskAwaiter.GetResult'")]
    [InlineData("«semaphore.Wait()»;", "'SemaphoreSlim.Wait'")]
    [InlineData("«signal.WaitOne()»;", "'WaitHandle.WaitOne'")]
    [InlineData("«slim.Wait()»;", "'ManualResetEventSlim.Wait'")]
    [InlineData("«Console.WriteLine()»;", "'Console.WriteLine'")]
    [InlineData("«System.IO.File.Delete(word)»;", "'File.Delete'")]
    [InlineData("«stream.WriteByte(1)»;", "'Stream.WriteByte'")]
    [InlineData("«stream.Flush()»;", "'Stream.Flush'")]
    [InlineData("«writer.Write('x')»;", "'TextWriter.Write'")]
    [InlineData("«socket.Send(new ReadOnlySpan<byte>())»;", "'Socket.Send'")]
    public Task A_node_that_waits_is_told(string body, string what) => Check("STR201", wait, what, body);

    [Theory]
    [InlineData("await System.Threading.Tasks.Task.Yield();")]
    [InlineData("await foreach (var x in Source()) _ = x; static async IAsyncEnumerable<int> Source() { yield break; }")]
    public async Task An_await_is_a_wait(string body)
    {
        var findings = await Find(Samples.Block($"private async void Later() {{ {body} }}", "Later();"));
        Assert.Contains(findings, f => f.Id == "STR201" && f.GetMessage() == wait.Replace("{0}", "'await'"));
    }

    [Theory]
    [InlineData("memory.WriteByte(1);")]
    [InlineData("semaphore.Release();")]
    [InlineData("slim.Set();")]
    [InlineData("_ = task.IsCompleted;")]
    [InlineData("System.Threading.Volatile.Read(ref array[0]);")]
    public Task What_does_not_wait_is_left_alone(string body) => Check(null, "", "", body);

    [Fact]
    public async Task A_node_that_declares_its_waits_may_wait_and_nothing_more()
    {
        var findings = await Find(Samples.Block(members, "Console.WriteLine(); lock (gate) { } System.Threading.Thread.Sleep(1); _ = new object(); _ = DateTime.Now;", ", Waits = true"));
        Assert.Equal(["STR202", "STR203"], findings.Select(f => f.Id).Order());
    }

    [Theory]
    [InlineData("_ = «new object()»;", "'new object'", reuse)]
    [InlineData("_ = «new List<int>()»;", "'new System.Collections.Generic.List<int>'", reuse)]
    [InlineData("List<int> x = «new(3)»; _ = x;", "'new System.Collections.Generic.List<int>'", reuse)]
    [InlineData("_ = «new string('x', 2)»;", "'new string'", reuse)]
    [InlineData("_ = «new float[2]»;", "'new float[]'", reuse)]
    [InlineData("_ = «new[] { 1, 2 }»;", "'new int[]'", reuse)]
    [InlineData("_ = «new float[2, 2]»;", "'new float[,]'", reuse)]
    [InlineData("float[] x = «[1, 2]»; _ = x;", "a collection expression of type 'float[]'", reuse)]
    [InlineData("List<int> x = «[]»; _ = x;", "a collection expression of type 'System.Collections.Generic.List<int>'", reuse)]
    [InlineData("ValueList<int> x = «[1]»; _ = x;", "a collection expression of type 'Streaming.ValueList<int>'", reuse)]
    [InlineData("IReadOnlyList<int> x = «[1]»; _ = x;", "a collection expression of type 'System.Collections.Generic.IReadOnlyList<int>'", reuse)]
    [InlineData("ReadOnlySpan<float> x = «[.. array]»; _ = x;", "a collection expression of type 'System.ReadOnlySpan<float>'", reuse)]
    [InlineData("ReadOnlySpan<float> x = «new float[] { input[0] }»; _ = x;", "'new float[]'", reuse)]
    [InlineData("_ = «point with { X = 2 }»;", "'with' on a record", reuse)]
    [InlineData("_ = «new { A = 1 }»;", "an anonymous object", "{0} allocates on the sample path; use a tuple")]
    [InlineData("_ = «word + input.Length»;", "string concatenation", texts)]
    [InlineData("_ = «word + word + 'c' + 1»;", "string concatenation", texts)]
    [InlineData("var x = word; «x += 1»;", "string concatenation", texts)]
    [InlineData("_ = «$\"{input.Length}\"»;", "an interpolated string", texts)]
    [InlineData("FormattableString x = «$\"{input.Length}\"»; _ = x;", "an interpolated string", texts)]
    [InlineData("_ = «input.Length.ToString()»;", "'Int32.ToString'", texts)]
    [InlineData("_ = «string.Concat(word, word)»;", "'String.Concat'", texts)]
    [InlineData("_ = «word.Substring(1)»;", "'String.Substring'", texts)]
    [InlineData("_ = «System.Text.Encoding.UTF8.GetString([])»;", "'Encoding.GetString'", texts)]
    [InlineData("Any(«input.Length»);", "boxing 'int' as 'object'", "{0} allocates on the sample path; keep the value in its own type")]
    [InlineData("IComparable x = «input[0]»; _ = x;", "boxing 'float' as 'System.IComparable'", "{0} allocates on the sample path; keep the value in its own type")]
    [InlineData("Any(«Side.Left»);", "boxing 'Sample.Tested.Side' as 'object'", "{0} allocates on the sample path; keep the value in its own type")]
    [InlineData("var a = array[0]; Use(«x => a»);", "a lambda that captures", "{0} allocates on the sample path; pass what it needs as arguments, or keep the delegate in a field")]
    [InlineData("Use(«x => array[0]»);", "a lambda that captures", "{0} allocates on the sample path; pass what it needs as arguments, or keep the delegate in a field")]
    [InlineData("var a = 1f; Use(«delegate(float x) { return a; }»);", "a lambda that captures", "{0} allocates on the sample path; pass what it needs as arguments, or keep the delegate in a field")]
    [InlineData("Use(«Own»);", "a delegate", "{0} allocates on the sample path; keep it in a field")]
    [InlineData("var a = 1f; Use(«Local»); float Local(float x) => x + a;", "a delegate", "{0} allocates on the sample path; keep it in a field")]
    [InlineData("_ = «array.Sum()»;", "'Enumerable.Sum' (LINQ)", loops)]
    [InlineData("foreach (var x in «some») _ = x;", "'foreach' through 'System.Collections.Generic.IEnumerator<float>'", loops)]
    [InlineData("foreach (var x in «values») _ = x;", "'foreach' through 'System.Collections.Generic.IEnumerator<float>'", loops)]
    [InlineData("«Many(1, 2)»;", "an array for 'params'", "{0} allocates on the sample path; call an overload without 'params'")]
    [InlineData("_ = «input.ToArray()»;", "'ReadOnlySpan.ToArray'", reuse)]
    [InlineData("var x = array; «Array.Resize(ref x, 9)»;", "'Array.Resize'", reuse)]
    [InlineData("_ = «GC.AllocateUninitializedArray<float>(2)»;", "'GC.AllocateUninitializedArray'", reuse)]
    public Task A_node_that_allocates_is_told(string body, string what, string message) => Check("STR202", message, what, body);

    [Theory]
    [InlineData("Span<float> x = stackalloc float[4]; x.Clear();")]
    [InlineData("ReadOnlySpan<float> x = [1, 2]; _ = x;")]
    [InlineData("Span<float> x = [input[0], 2]; x.Clear();")]
    [InlineData("ReadOnlySpan<int> x = new int[] { 1, 2 }; _ = x;")]
    [InlineData("float[] x = []; _ = x;")]
    [InlineData("IReadOnlyList<float> x = []; _ = x;")]
    [InlineData("_ = new DateTime(1); _ = new Event(\"text\"); _ = (1, 2); _ = new KeyValuePair<int, int>(1, 2);")]
    [InlineData("_ = new Event(\"text\") with { Value = 2 };")]
    [InlineData("const string a = \"x\"; _ = a + \"y\"; _ = $\"{a}z\"; _ = nameof(input);")]
    [InlineData("foreach (var x in list) _ = x; foreach (var x in array) _ = x; foreach (var x in input) _ = x; foreach (var x in word) _ = x; foreach (var x in table) _ = x;")]
    [InlineData("foreach (var x in values.Span) _ = x;")]
    [InlineData("list.Add(1); list.Clear(); table[1] = 2;")]
    [InlineData("Use(x => x); Use(static x => 2 * x); Use(Twice); Use(function);")]
    [InlineData("var a = 1f; _ = Local(2); float Local(float x) => x + a;")]
    [InlineData("Spans(1, 2, input.Length); Many();")]
    [InlineData("object x = word; Any(null); Any(word); _ = x;")]
    [InlineData("Span<char> x = stackalloc char[16]; x.TryWrite($\"{input.Length}\", out _); builder.Append($\"{input.Length}\"); input.Length.TryFormat(x, out _);")]
    [InlineData("if (input.Length > 9) throw new ArgumentException($\"{input.Length} of {new object()}\");")]
    [InlineData("if (input.Length > 9) { var why = $\"{input.Length}\" + word; throw new ArgumentException(why); }")]
    [InlineData("_ = point ?? throw new ArgumentException(word + 1);")]
    [InlineData("switch (input.Length) { case 9: throw new ArgumentException(word + 1); }")]
    [InlineData("if (input.Length > 9) throw Wrong(input.Length); static Exception Wrong(int n) => new ArgumentException($\"{n}\");")]
    public Task What_does_not_allocate_is_left_alone(string body) => Check(null, "", "", body);

    [Fact]
    public async Task What_an_exception_needs_may_be_made_in_a_method_of_its_own() => Assert.Empty(await Find(Samples.Block(
        "private static Exception Wrong(int n) => new ArgumentException($\"{n}\"); private static void Fail(int n) { var why = $\"{n}\"; throw new ArgumentException(why); }",
        "if (input.Length > 9) throw Wrong(input.Length); if (input.Length > 8) Fail(8);")));

    [Fact]
    public async Task A_throw_at_the_end_excuses_nothing_that_returns_before() =>
        Assert.Equal(["STR202"], (await Find(Samples.Block("", "while (input.Length > 1) { _ = new object(); if (input.Length > 2) return; } throw new ArgumentException();"))).Select(f => f.Id));

    [Theory]
    [InlineData("_ = «DateTime.Now»;", "'DateTime.Now'")]
    [InlineData("_ = «DateTime.UtcNow».Ticks;", "'DateTime.UtcNow'")]
    [InlineData("_ = «DateTime.Today»;", "'DateTime.Today'")]
    [InlineData("_ = «DateTimeOffset.Now»;", "'DateTimeOffset.Now'")]
    [InlineData("_ = «DateTimeOffset.UtcNow»;", "'DateTimeOffset.UtcNow'")]
    [InlineData("_ = «System.Diagnostics.Stopwatch.GetTimestamp()»;", "'Stopwatch.GetTimestamp'")]
    [InlineData("_ = «Environment.TickCount64»;", "'Environment.TickCount64'")]
    [InlineData("_ = «Environment.TickCount»;", "'Environment.TickCount'")]
    [InlineData("_ = «TimeProvider.System».GetTimestamp();", "'TimeProvider.System'")]
    public Task A_node_that_reads_the_wall_clock_is_told(string body, string what) => Check("STR203", clock, what, body);

    [Theory]
    [InlineData("_ = new DateTime(2001, 2, 3).Year; _ = DateTime.MinValue; _ = DateTimeOffset.UnixEpoch;")]
    [InlineData("_ = Environment.NewLine;")]
    public Task What_is_no_clock_is_left_alone(string body) => Check(null, "", "", body);

    [Theory]
    [InlineData("private int a;", "«a» = 1;")]
    [InlineData("private int a;", "«a» += 1;")]
    [InlineData("private int a;", "«a»++;")]
    [InlineData("private int a;", "--«this.a»;")]
    [InlineData("private int? a;", "«a» ??= 1;")]
    [InlineData("private static int a;", "«a» = 1;")]
    [InlineData("private int a;", "System.Threading.Interlocked.Increment(ref «a»);")]
    [InlineData("private int a;", "int.TryParse(\"1\", out «a»);")]
    [InlineData("private int a;", "ref var x = ref «a»; x = 1;")]
    [InlineData("private int a;", "(_, «a») = (1, 2);")]
    [InlineData("private int a;", "(_, (_, «a»)) = (1, (2, 3));")]
    [InlineData("private (int X, int Y) a;", "«a.X» = 1;")]
    [InlineData("private (int X, int Y) a;", "(_, «a.X») = (1, 2);")]
    [InlineData("private float[] a = [], b = [];", "var x = a; «a» = x;")]
    [InlineData("public int a { get; private set; }", "«a» = 1;")]
    public Task A_field_that_changes_has_to_be_marked(string field, string body) => Check("STR204", unmarked, "a", body, field);

    [Theory]
    [InlineData("[State] private int a; [State] private (int X, int Y) p; [field: State] public int P { get; private set; }", "a = 1; a++; p.X = 2; P++; (a, _) = (1, 2); System.Threading.Interlocked.Increment(ref a);")]
    [InlineData("private readonly float[] scratch = new float[4];", "scratch[0] = 1; scratch[1]++; scratch.AsSpan().Clear();")]
    [InlineData("private int a; partial void OnReset() => a = 1; public void SettingsChanged() => a = 2;", "_ = a;")]
    [InlineData("private int a;", "var x = a; x++; ref readonly var y = ref a; _ = y;")]
    [InlineData("private sealed class Cell { public int N; } private readonly Cell cell = new();", "cell.N = 1;")]
    public Task What_is_marked_or_does_not_change_is_left_alone(string fields, string body) => Check(null, "", "", body, fields);

    [Theory]
    [InlineData("private readonly Part «part» = new();", "part")]
    [InlineData("private readonly Part[] «parts» = [];", "parts")]
    [InlineData("private IState? «any» = null;", "any", "Streaming.IState")]
    [InlineData("private Part «Part» { get; } = new();", "Part")]
    public Task A_part_that_remembers_has_to_be_marked(string field, string name, string type = "Sample.Part") =>
        CheckMarked("STR205", $"'{name}' remembers, being of type {type}, but is not marked [State], so it is neither saved nor reset; mark it", Samples.Block(field, rest: "public sealed partial class Part : IState { [State] private int a; public int A => a; }"));

    [Fact]
    public Task Parts_that_are_marked_or_shared_are_left_alone() => CheckMarked(null, "", Samples.Block(
        "[State] private readonly Part part = new(); [State] private Part[] parts = []; private static readonly Part shared = new(); [field: State] private Part Own { get; } = new();",
        rest: "public sealed partial class Part : IState { [State] private int a; public int A => a; }"));

    [Fact]
    public Task What_Process_calls_in_its_own_class_is_looked_at() => CheckMarked("STR202", reuse.Replace("{0}", "'new object'"), Samples.Block(
        "private void First() => Second(); private int Second() { return Third; } private int Third { get { _ = «new object()»; return 1; } }", "First();"));

    [Fact]
    public Task A_loop_of_calls_ends() => CheckMarked("STR202", reuse.Replace("{0}", "'new object'"), Samples.Block("private void A() => B(); private void B() { A(); _ = «new object()»; }", "A();"));

    [Fact]
    public Task Step_and_explicit_implementations_are_looked_at() => CheckMarked("STR202", reuse.Replace("{0}", "'new object'"), """
        namespace Sample;
        [Node("a.b")]
        public sealed partial class Tested : IStreamNode
        {
            public void Configure() => _ = new object();
            StepResult IStreamNode.Step() { _ = «new object()»; return StepResult.Done; }
        }
        """);

    [Theory]
    [InlineData("public void Other() { _ = new object(); Console.WriteLine(DateTime.Now); }")]
    [InlineData("partial void OnLoaded() => _ = new object();")]
    [InlineData("private readonly object made = new(); private object Lazy => new();")]
    public Task What_is_not_called_while_samples_are_processed_is_left_alone(string member) => Check(null, "", "", "", member);

    [Fact]
    public async Task A_class_that_is_no_node_is_left_alone() => Assert.Empty(await Find("public class A { private int n; public void Process() { n++; _ = new object(); System.Threading.Thread.Sleep(n); } }"));

    [Fact]
    public Task A_finding_can_be_excused_where_it_stands() => Check(null, "", "", """
        #pragma warning disable STR202 // the text of an event is new each time
                _ = new Event($"{input.Length}");
        #pragma warning restore STR202
        """);

    [Fact]
    public async Task A_method_can_be_excused_as_a_whole() => Assert.Empty(await Find(Samples.Block(
        "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"Streaming\", \"STR202\", Justification = \"once per event\")] private static Event Made(int n) => new($\"{n}\");", "_ = Made(1);")));

    [Fact]
    public async Task Each_field_of_a_deconstruction_is_told() =>
        Assert.Equal(["STR204", "STR204"], (await Find(Samples.Block("private int a, b;", "(a, b) = (b, a);"))).Select(f => f.Id));

    [Fact]
    public async Task The_samples_are_clean()
    {
        foreach (var source in new[] { Samples.Gain, Samples.Epoch, Samples.Count, Samples.Raw }) Assert.Empty(await Find(source));
    }

    private const string shared = """
        namespace Sample;

        [Node("a.b")] public sealed partial class First : Base<int>, IStreamNode
        {
            protected override int Counted() => {0};
            protected override object Made() => new();
        }

        [Node("a.c"{1})] public sealed partial class Second : Base<float>, IStreamNode
        {
            protected override int Counted() => 2;
            protected override object Made() => new();
        }

        public abstract class Base<T> : Root
        {
            protected object? made;
            public void Configure() => made = Made();
            public StepResult Step()
            {
                for (var i = Counted(); i > 0; i--) Count();
                {2}
                return StepResult.NeedInput;
            }
            protected abstract int Counted();
            protected abstract object Made();
            private void Count() { {3} }
        }

        public abstract class Root
        {
            {4}
        }
        """;

    [Theory]
    [InlineData(null, "", "1", "", "", "", "protected int seen; public void Unused() => _ = new object();")]
    [InlineData("STR202", "'new object'", "1", "", "_ = «new object()»;", "", "")]
    [InlineData("STR202", "'new object'", "1", "", "", "_ = «new object()»;", "")]
    [InlineData("STR202", "'new object'", "«new object()».GetHashCode()", "", "", "", "")]
    [InlineData("STR202", "'new object'", "Help()", "", "", "", "protected int Help() => «new object()».GetHashCode();")]
    [InlineData("STR202", "'new object'", "Help", "", "", "", "protected int Help => «new object()».GetHashCode();")]
    [InlineData("STR203", "'DateTime.Now'", "1", "", "_ = «DateTime.Now»;", "", "")]
    [InlineData("STR204", "seen", "1", "", "", "«seen»++;", "protected int seen;")]
    [InlineData("STR204", "seen", "«seen» = 1", "", "", "", "protected int seen;")]
    [InlineData("STR204", "Seen", "«Seen» = 1", "", "", "", "protected int Seen { get; set; }")]
    [InlineData("STR205", "part", "1", "", "", "", "private readonly Part «part» = new(); protected Part Given => part; } public sealed partial class Part : IState { [State] private int a; public int A => a;")]
    [InlineData("STR201", "'Console.WriteLine'", "1", ", Waits = true", "«Console.WriteLine()»;", "", "")]
    public Task What_a_node_does_through_the_classes_it_derives_from_is_looked_at_and_told_once(string? id, string what, string counted, string waits, string step, string count, string root) => CheckMarked(
        id,
        (id switch { "STR201" => wait, "STR202" => reuse, "STR203" => clock, "STR204" => unmarked, _ => "'{0}' remembers, being of type Sample.Part, but is not marked [State], so it is neither saved nor reset; mark it" }).Replace("{0}", what),
        shared.Replace("{0}", counted).Replace("{1}", waits).Replace("{2}", step).Replace("{3}", count).Replace("{4}", root));

    [Fact]
    public async Task What_waits_in_a_base_is_left_alone_where_all_nodes_declare_it() =>
        Assert.Empty(await Find(shared.Replace("\"a.b\"", "\"a.b\", Waits = true").Replace("{0}", "1").Replace("{1}", ", Waits = true").Replace("{2}", "Console.WriteLine();").Replace("{3}", "").Replace("{4}", "")));

    [Fact]
    public async Task A_base_of_no_node_is_left_alone() =>
        Assert.Empty(await Find("public abstract class A : IState { private int n; public void Step() { n++; _ = new object(); } public abstract void Save(ref StateWriter writer); public abstract void Load(ref StateReader reader); public abstract void Reset(); }"));

    private static Task Check(string? id, string message, string what, string body, string? fields = null) =>
        CheckMarked(id, message.Replace("{0}", what), Samples.Block(fields ?? members, body));

    private static async Task CheckMarked(string? id, string message, string marked)
    {
        var (source, places) = Marked.Read(marked);
        var findings = await Find(source);
        Assert.Equal(id is null ? [] : [id], findings.Select(f => f.Id));
        foreach (var finding in findings)
        {
            Assert.Equal(message, finding.GetMessage());
            Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
            Assert.Equal(Assert.Single(places), Marked.Shown(finding, source));
        }
    }

    // What is looked at has to compile, or a test could pass for a wrong reason.
    private static async Task<IReadOnlyList<Diagnostic>> Find(string source)
    {
        var build = Build.Of(source);
        Assert.Empty(build.Problems);
        Assert.DoesNotContain(build.Compilation.GetDiagnostics(TestContext.Current.CancellationToken), d => d.Severity == DiagnosticSeverity.Error);
        return await build.Analyze();
    }
}
