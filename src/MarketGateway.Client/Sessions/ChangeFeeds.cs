namespace MarketGateway.Client;

/// <summary>The readers of a client's changes. Few, and rarely new ones: the list is replaced, not locked.</summary>
internal sealed class ChangeFeeds
{
    private readonly Lock _gate = new();
    private ChangeFeed[] _feeds = [];

    public void Add(ChangeFeed feed)
    {
        lock (_gate)
        {
            _feeds = [.. _feeds, feed];
        }
    }

    public void Remove(ChangeFeed feed)
    {
        lock (_gate)
        {
            _feeds = Array.FindAll(_feeds, other => other != feed);
        }
    }

    public void Post(ClientStream stream, int messages)
    {
        foreach (var feed in Volatile.Read(ref _feeds))
        {
            feed.Post(stream, messages);
        }
    }

    public void Complete()
    {
        foreach (var feed in Volatile.Read(ref _feeds))
        {
            feed.Complete(this);
        }
    }
}
