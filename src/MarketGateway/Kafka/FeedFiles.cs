using MarketGateway.Core.Feed;

namespace MarketGateway.Kafka;

/// <summary>
/// What files say of definitions and names, beside the topics. Read and told by the feed's watch; who takes a record about
/// the same asks whose word it is and acts on the answer within <see cref="Gate"/>, so that the file cannot change between.
/// </summary>
internal sealed class FeedFiles(KafkaOptions options, IFeedSink sink, ILogger logger)
{
    /// <summary>Gets the definitions that come from a file.</summary>
    public StaticInstruments Instruments { get; } = new(options, sink, logger);

    /// <summary>Gets the names that a file lets stand for symbols.</summary>
    public StaticAliases Aliases { get; } = new(options, sink, logger);

    /// <summary>Gets what is held while a file is told, and while a record of definitions is taken.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Reads the files, and tells the sink all that they hold: whatever the sink knew is void.</summary>
    public void BeginEpoch()
    {
        lock (Gate)
        {
            Instruments.BeginEpoch();
            Aliases.BeginEpoch();
        }
    }

    /// <summary>Reads the files again, and tells the sink what has changed.</summary>
    public void Refresh()
    {
        lock (Gate)
        {
            Instruments.Refresh();
            Aliases.Refresh();
        }
    }
}
