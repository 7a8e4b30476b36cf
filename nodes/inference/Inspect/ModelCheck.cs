namespace Streaming.Inference;

/// <summary>One thing that must hold of a streaming model, and what was found on seeded noise.</summary>
/// <param name="Name">What must hold, in a few words.</param>
/// <param name="Holds">It does.</param>
/// <param name="Found">What was found.</param>
public sealed record ModelCheck(string Name, bool Holds, string Found)
{
    /// <summary>
    /// Runs a model and checks it: state is carried, cutting changes nothing, a saved run goes on alike, outputs are numbers, several sessions step as one, nothing is
    /// allocated; on a device also what stays there and whether it agrees with the processor.
    /// </summary>
    /// <param name="path">A folder with a model, or a file ending with .onnx or .ort.</param>
    /// <param name="execution">How it is run.</param>
    /// <param name="progress">Told the name of each check before it is made.</param>
    /// <exception cref="ModelException">It cannot be found or read, is in doubt, or cannot be run so.</exception>
    /// <exception cref="FormatMismatchException">Rates in its card contradict each other.</exception>
    public static IReadOnlyList<ModelCheck> Run(string path, Execution execution, Action<string>? progress = null)
    {
        progress?.Invoke("the whole run");
        using var examination = new Examination(path, execution);
        var found = new List<ModelCheck>();
        foreach (var (name, check) in examination.Checks)
        {
            progress?.Invoke(name);
            var (holds, what) = check();
            found.Add(new ModelCheck(name, holds, what));
        }
        return found;
    }
}
