using System;
using Microsoft.CodeAnalysis.Text;

namespace Streaming.Generators;

/// <summary>Writes the members of IState over the fields marked [State].</summary>
internal static class StateSource
{
    private const string exception = "global::Streaming.StateException";

    public static SourceText Of(StateModel state)
    {
        var code = Code.In(state.Type);
        Members(code, state.Fields, state.Form);
        return code.ToSource();
    }

    public static void Members(Code code, EquatableArray<StateField> fields, StateForm form)
    {
        var method = form switch { StateForm.Alone => "public void", StateForm.Open => "public virtual void", _ => "public override void" };
        var follows = form == StateForm.Follows;
        code.Line()
            .Line("/// <inheritdoc/>")
            .Line(Code.Generated)
            .Open($"{method} Save(ref global::Streaming.StateWriter writer)");
        if (follows) code.Line("base.Save(ref writer);");
        foreach (var field in fields) Save(code, Code.Text(field.Name), $"this.{field.Identifier}", field.Value, 0);
        code.Close();

        code.Line()
            .Line("/// <inheritdoc/>")
            .Line(Code.Generated)
            .Open($"{method} Load(ref global::Streaming.StateReader reader)");
        if (follows) code.Line("base.Load(ref reader);");
        foreach (var field in fields) Load(code, field.Name, $"this.{field.Identifier}", field.Value, 0);
        code.Line("OnLoaded();").Close();

        code.Line()
            .Line("/// <inheritdoc/>")
            .Line(Code.Generated)
            .Open($"{method} Reset()");
        if (follows) code.Line("base.Reset();");
        foreach (var field in fields) Reset(code, $"this.{field.Identifier}", field.Value, field.Initial, 0);
        code.Line("OnReset();").Close();

        code.Line()
            .Line("/// <summary>Called at the end of Load, to derive what is not saved.</summary>")
            .Line("partial void OnLoaded();")
            .Line()
            .Line("/// <summary>Called at the end of Reset, to set what starts at anything but a constant.</summary>")
            .Line("partial void OnReset();");
    }

    private static void Save(Code code, string name, string at, StateValue value, int depth)
    {
        switch (value.Kind)
        {
            case StateKind.Primitive or StateKind.Text:
                code.Line($"writer.Write({name}, {at});");
                break;
            case StateKind.Enum:
                code.Line($"writer.Write({name}, unchecked((long){at}));");
                break;
            case StateKind.Struct:
                code.Line($"writer.WriteStruct<{value.Type}>({name}, {at});");
                break;
            case StateKind.Event:
                code.Line($"writer.Write({name}, {at}.Text);").Line($"writer.Write({name}, {at}.Value);").Line($"writer.Write({name}, {at}.Duration);");
                break;
            case StateKind.Memory:
                code.Line($"writer.Write<{value.Type}>({name}, new global::System.ReadOnlySpan<{value.Type}>({at}));");
                break;
            case StateKind.Object:
                code.Line($"writer.Write({name}, {at} is not null);").Line($"((global::Streaming.IState?){at})?.Save(ref writer);");
                break;
            case StateKind.ObjectStruct:
                code.Line($"writer.Write({name}, true);").Line($"{at}.Save(ref writer);");
                break;
            case StateKind.Array:
                Each(code, at, depth, items => code.Line($"writer.Write({name}, {items}.Length);"), item => Save(code, name, item, value.Element!, depth + 1));
                break;
        }
    }

    private static void Load(Code code, string name, string at, StateValue value, int depth)
    {
        var quoted = Code.Text(name);
        var other = $"throw new {exception}({Code.Text($"State '{name}' was saved by a node configured differently.")});";
        switch (value.Kind)
        {
            case StateKind.Primitive:
                code.Line($"{at} = reader.{value.Reader}({quoted});");
                break;
            case StateKind.Text:
                code.Line($"{at} = reader.ReadText({quoted})!;");
                break;
            case StateKind.Enum:
                code.Line($"{at} = unchecked(({value.Type})reader.ReadInt64({quoted}));");
                break;
            case StateKind.Struct:
                code.Line($"{at} = reader.ReadStruct<{value.Type}>({quoted});");
                break;
            case StateKind.Event:
                code.Line($"{at} = new global::Streaming.Event(reader.ReadText({quoted})!, reader.ReadDouble({quoted}), reader.ReadDouble({quoted}));");
                break;
            case StateKind.Memory:
                code.Line($"reader.Read<{value.Type}>({quoted}, new global::System.Span<{value.Type}>({at}));");
                break;
            case StateKind.Object:
                code.Line($"if (reader.ReadBoolean({quoted}) != ({at} is not null)) {other}").Line($"((global::Streaming.IState?){at})?.Load(ref reader);");
                break;
            case StateKind.ObjectStruct:
                code.Line($"if (!reader.ReadBoolean({quoted})) {other}").Line($"{at}.Load(ref reader);");
                break;
            case StateKind.Array:
                Each(code, at, depth, items => code.Line($"if (reader.ReadInt64({quoted}) != {items}.Length) {other}"), item => Load(code, name, item, value.Element!, depth + 1));
                break;
        }
    }

    private static void Reset(Code code, string at, StateValue value, string initial, int depth)
    {
        if (value.IsAssigned) code.Line($"{at} = {initial};");
        else if (value.Kind == StateKind.Memory) code.Line($"new global::System.Span<{value.Type}>({at}).Clear();");
        else if (value.Kind == StateKind.Object) code.Line($"((global::Streaming.IState?){at})?.Reset();");
        else if (value.Kind == StateKind.ObjectStruct) code.Line($"{at}.Reset();");
        else if (value.Element is { } each) Each(code, at, depth, _ => { }, item => Reset(code, item, each, "default!", depth + 1));
    }

    // An array that is not there counts as empty.
    private static void Each(Code code, string at, int depth, Action<string> before, Action<string> item)
    {
        code.Open().Line($"var items{depth} = {at} ?? [];");
        before($"items{depth}");
        code.Open($"for (var i{depth} = 0; i{depth} < items{depth}.Length; i{depth}++)");
        item($"items{depth}[i{depth}]");
        code.Close().Close();
    }
}
