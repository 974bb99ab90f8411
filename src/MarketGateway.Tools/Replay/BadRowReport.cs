namespace MarketGateway.Tools.Replay;

/// <summary>Tells the user of rows that are skipped: each of the first, then their number.</summary>
internal sealed class BadRowReport(TextWriter error, bool isStrict)
{
    private const int ShownMax = 20;

    private long _count;

    /// <exception cref="CommandException">Strict, and this is the first.</exception>
    public void Add(BadRow row)
    {
        if (isStrict)
        {
            throw new CommandException($"{row}; stopped there because of --strict.");
        }

        if (++_count <= ShownMax)
        {
            error.WriteLine(row);
        }
    }

    /// <summary>Says how many there were, if any, and returns it.</summary>
    public long Finish()
    {
        if (_count > 0)
        {
            var hidden = _count > ShownMax ? $" (the first {ShownMax} are shown)" : "";
            error.WriteLine($"mgw: {_count:N0} bad {(_count == 1 ? "row was" : "rows were")} skipped{hidden}.");
        }

        return _count;
    }
}
