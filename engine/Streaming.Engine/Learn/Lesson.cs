namespace Streaming;

/// <summary>
/// One learner of a graph and all that leads to it, ready to run: the learners before it work with what they have learnt already, and nothing after it runs.
/// Made by <see cref="Graph.Learn"/>.
/// </summary>
public sealed class Lesson
{
    private readonly GraphNode node;
    private readonly ILearner learner;

    internal Lesson(GraphNode node, ILearner learner, Plan plan)
    {
        (this.node, this.learner, Plan) = (node, learner, plan);
    }

    /// <summary>The learner's name in the graph.</summary>
    public string Node => node.Name;

    /// <summary>The file that its graph reads what it learnt from.</summary>
    public string File => learner.FitFile;

    /// <summary>What is to be run to its end, before <see cref="Conclude"/>.</summary>
    public Plan Plan { get; }

    /// <summary>What follows from the run; nothing is written yet.</summary>
    /// <exception cref="GraphException">There was too little to learn from.</exception>
    public Fit Conclude()
    {
        try
        {
            return Fit.Of(learner);
        }
        catch (FitException e)
        {
            throw new GraphException(new GraphError(node.Place, node.Name, "", e.Expected, e.Found, e.RemedyIn(node.Place)));
        }
    }

    /// <summary>Runs it as fast as possible and writes the file.</summary>
    /// <exception cref="GraphException">There was too little to learn from.</exception>
    /// <exception cref="NodeFailedException">A node failed on the way.</exception>
    public async Task<Fit> RunAsync()
    {
        await using (var session = Plan.Start(new RunOptions { Speed = 0 })) await session.Completion.ConfigureAwait(false);
        var fit = Conclude();
        fit.Save(File);
        return fit;
    }
}
