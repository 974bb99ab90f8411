namespace MarketGateway.Client;

/// <summary>
/// Adds up what the messages of one stream stand for ("the account" of schemas/wire). Owned by its
/// <see cref="ClientStream"/>, under whose gate it is used.
/// </summary>
internal sealed class StreamAccount
{
    public long? First { get; private set; }

    public long? Last { get; private set; }

    public long MergedTotal { get; private set; }

    public long UnknownJumps { get; private set; }

    /// <summary>Gets how often the account began anew although there was one.</summary>
    public long Restarts { get; private set; }

    public void Advance(long? from, long to, long? merged)
    {
        if (from is null || First is null)
        {
            // A beginning: what lies before the first version is nobody's account.
            Restart();
            First = to;
        }
        else if (from == Last && merged is { } known)
        {
            MergedTotal += known;
        }
        else if (to != Last)
        {
            UnknownJumps++;
        }

        Last = to;
    }

    /// <summary>What follows has nothing to do with what was: another epoch, or a new first snapshot.</summary>
    public void Restart()
    {
        Restarts += First is null ? 0 : 1;
        First = null;
        Last = null;
        MergedTotal = 0;
        UnknownJumps = 0;
    }
}
