using MarketGateway.Bench.Feed;
using MarketGateway.Bench.Peers.SignalR;
using MarketGateway.Client;
using MarketGateway.Tools.Load;

namespace MarketGateway.Bench.Crowd;

/// <summary>
/// Compares what every client holds with what the feed made: the top of each book, and that the updates it was told of,
/// one by one or merged, are as many as were published.
/// </summary>
internal sealed class FinalState(IReadOnlyDictionary<string, SymbolTruth> truth)
{
    private const int ProblemsMax = 5;

    private readonly List<string> _problems = [];
    private int _compared;

    public bool IsRight => _problems.Count == 0;

    public IReadOnlyList<string> Problems => _problems;

    public string Proven => $"{_compared:N0} final states and accounts equal to the feed's";

    /// <summary>Gets the connections that must have everything: those that read freely.</summary>
    public static IEnumerable<LoadConnection> Judged(IEnumerable<LoadConnection> connections) =>
        connections.Where(static held => held.Pace == LoadPace.Free);

    public void Compare(IEnumerable<LoadConnection> connections)
    {
        _problems.Clear();
        _compared = 0;
        foreach (var connection in Judged(connections))
        {
            switch (connection)
            {
                case GatewayConnection gateway:
                    foreach (var stream in gateway.Streams)
                    {
                        Compare(stream);
                    }

                    break;
                case SignalRConnection peer:
                    foreach (var stream in peer.Streams)
                    {
                        Compare(stream);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private void Compare(LoadStream stream)
    {
        var expected = truth[stream.Symbol];
        var updates = stream.Channel == MarketChannel.Book ? expected.BookUpdates : expected.TickUpdates;
        Expect(stream.Symbol, "updates", updates, stream.Merged ?? -1);
        if (stream.Channel == MarketChannel.Book)
        {
            Expect(stream.Symbol, "checksum", expected.Checksum, stream.Checksum);
        }
    }

    private void Compare(PeerStream stream)
    {
        var expected = truth[stream.Symbol];
        Expect(stream.Symbol, "updates", expected.BookUpdates + expected.TickUpdates, stream.Merged);
        Expect(stream.Symbol, "checksum", expected.Checksum, stream.Checksum);
    }

    private void Expect(string symbol, string what, long expected, long held)
    {
        _compared++;
        if (expected != held && _problems.Count < ProblemsMax)
        {
            _problems.Add($"{symbol}: {what} {held} instead of {expected}");
        }
    }
}
