namespace Streaming.Eeg;

/// <summary>The classes that a learner is to tell apart, as the setting <c>classes</c> names them.</summary>
internal static class Classes
{
    /// <summary>Their names, each once, in the order of the setting.</summary>
    /// <exception cref="FormatMismatchException">There are less than two.</exception>
    public static string[] Of(ValueMap classes)
    {
        string[] names = [.. classes.Entries.Select(e => e.Value).Distinct()];
        if (names.Length >= 2) return names;
        throw new FormatMismatchException("at least two classes", names.Length == 0 ? "none" : $"'{names[0]}' alone",
            "name what each true event stands for, such as classes: { \"1\": left, \"2\": right }");
    }

    /// <summary>Checks that a file was learnt for these classes.</summary>
    /// <exception cref="FitException">It was not.</exception>
    public static void Check(FitReader learnt, string[] names)
    {
        var before = learnt.Texts("classes");
        if (!before.SequenceEqual(names)) throw learnt.Wrong("classes", $"the classes learnt, {string.Join(", ", before)}", string.Join(", ", names));
    }
}
