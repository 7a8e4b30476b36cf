namespace Streaming.Speech;

/// <summary>The few best of many, the best first; of equals the one that came first.</summary>
internal sealed class Ranking(int most)
{
    private readonly int[] items = new int[most];
    private readonly double[] scores = new double[most];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What a further one must be better than to be among them.</summary>
    public double Least => Count < most ? double.NegativeInfinity : scores[most - 1];

    /// <summary>An item by its rank.</summary>
    public int this[int rank] => items[rank];

    /// <summary>The score of an item by its rank.</summary>
    public double Score(int rank) => scores[rank];

    public void Clear() => Count = 0;

    /// <summary>Adds an item where it is good enough.</summary>
    public void Add(int item, double score)
    {
        if (!(score > Least)) return;
        var at = Count < most ? Count++ : most - 1;
        for (; at > 0 && scores[at - 1] < score; at--) (items[at], scores[at]) = (items[at - 1], scores[at - 1]);
        (items[at], scores[at]) = (item, score);
    }

    /// <summary>Leaves out those that are worse than the best by more than this.</summary>
    public void Within(double width)
    {
        while (Count > 1 && scores[Count - 1] < scores[0] - width) Count--;
    }
}
