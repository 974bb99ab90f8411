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

    public void Advance(long? from, long to, long? merged)
    {
        if (First is null)
        {
            // What lies before the first version is nobody's account, whatever the message says of it.
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

    /// <summary>A new epoch: versions of the old one say nothing any more.</summary>
    public void Restart()
    {
        First = null;
        Last = null;
        MergedTotal = 0;
        UnknownJumps = 0;
    }
}
