using MarketGateway.Client;
using MarketGateway.Testing;

namespace MarketGateway.Tests.EndToEnd;

/// <summary>One client that follows one book, and what it must be able to prove.</summary>
internal sealed class BookReader : IAsyncDisposable
{
    private readonly MarketClient _client;

    private BookReader(string name, MarketClient client, ClientBook stream, int depth)
    {
        Name = name;
        _client = client;
        Stream = stream;
        Depth = depth;
    }

    public string Name { get; }

    public ClientBook Stream { get; }

    public int Depth { get; }

    /// <summary>Gets at how many points of the truth this client had caught up, and so was compared.</summary>
    public int PointsCompared { get; private set; }

    public static async Task<BookReader> StartAsync(
        Uri address, string symbol, string name, int depth, int intervalMs = 0, IMarketListener? listener = null, int window = 0)
    {
        var client = new MarketClient(
            new MarketClientOptions
            {
                Urls = [address],
                Name = name,
                Window = window,
                HeartbeatInterval = TimeSpan.FromMilliseconds(250),
                SocketReceiveBufferBytes = listener is null ? 0 : 8192,
            },
            listener);
        await client.ConnectAsync();
        var books = await client.SubscribeBookAsync([symbol], depth, TimeSpan.FromMilliseconds(intervalMs));
        Assert.Empty(books.Errors);
        return new BookReader(name, client, Assert.Single(books.Streams), depth);
    }

    public Task HoldsAsync(long version, TimeSpan patience) => Eventually.IsTrueAsync(
        $"'{Name}' stands at version {version}", () => Stream.Version == version, patience);

    /// <summary>Compares with the truth if this client stands at its version.</summary>
    public void CompareAt(
        long version, IReadOnlyList<(long Price, long Size)> bids, IReadOnlyList<(long Price, long Size)> asks)
    {
        var view = Stream.View(levels: 10);
        if (view.Version != version)
        {
            return;
        }

        Assert.Equal(bids, view.Bids.Select(level => (level.Price, level.Size)));
        Assert.Equal(asks, view.Asks.Select(level => (level.Price, level.Size)));
        PointsCompared++;
    }

    public IEnumerable<BookLevel> Top(int levels)
    {
        var view = Stream.View(levels);
        return view.Bids.Concat(view.Asks);
    }

    /// <summary>Every delta chained, every checksum agreed, and the merged counts add up to what was published.</summary>
    public void ProvesItself(long recordsAfterFirst)
    {
        var integrity = Stream.Integrity;
        Assert.True(integrity.IsIntact, $"'{Name}': {integrity}");
        Assert.Equal(0, integrity.Resyncs);
        Assert.Equal(0, integrity.UnknownJumps);
        Assert.Equal(integrity.Messages, integrity.ChecksumsVerified);
        Assert.Equal(recordsAfterFirst, integrity.MergedTotal);
    }

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();
}
