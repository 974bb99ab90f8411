using MarketGateway.Core.Feed;
using MarketGateway.Demo;

namespace MarketGateway.Tests.Demo;

/// <summary>Runs a simulated market and keeps a book per symbol from nothing but its records.</summary>
internal sealed class MarketReplica(SimulationOptions options, long firstSequence = 1)
{
    private readonly FeedUpdate _update = new();
    private FeedUpdateKind _previous;

    public SimulatedMarket Market { get; } = new(options, firstSequence: firstSequence);

    public Dictionary<string, ReplicaBook> Books { get; } = [];

    /// <summary>Gets whether the record at hand begins a step of its instrument.</summary>
    public bool IsFirstOfStep { get; private set; }

    public void Run(int records, Action<FeedUpdate, FeedTopic, string> afterApplying) =>
        Run(records, static (_, _, _) => { }, afterApplying);

    public void RunBeforeApplying(int records, Action<FeedUpdate, FeedTopic, string> beforeApplying) =>
        Run(records, beforeApplying, static (_, _, _) => { });

    private void Run(
        int records,
        Action<FeedUpdate, FeedTopic, string> beforeApplying,
        Action<FeedUpdate, FeedTopic, string> afterApplying)
    {
        for (var i = 0; i < records; i++)
        {
            Assert.True(Market.TryNext(TimeSpan.MaxValue, _update, out var topic, out var instrument));
            IsFirstOfStep = _previous is not FeedUpdateKind.Trade;
            _previous = _update.Kind;
            beforeApplying(_update, topic, instrument.Symbol);
            if (topic == FeedTopic.Books)
            {
                if (!Books.TryGetValue(instrument.Symbol, out var book))
                {
                    Books[instrument.Symbol] = book = new ReplicaBook();
                }

                book.Apply(_update);
            }

            afterApplying(_update, topic, instrument.Symbol);
        }
    }
}
