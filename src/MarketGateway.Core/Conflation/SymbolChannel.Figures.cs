using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <content>What operators are shown of a symbol in a topic.</content>
public abstract partial class SymbolChannel
{
    /// <summary>Gets the log of its updates; guarded by the gate.</summary>
    private protected abstract ref readonly UpdateLog LogNeedsGate { get; }

    /// <summary>Looks at all of it at one moment; the gate is held no longer than for one update.</summary>
    /// <param name="streamsMax">How many streams are listed at most.</param>
    public ChannelFigures ReadFigures(int streamsMax)
    {
        lock (Gate)
        {
            ref readonly var log = ref LogNeedsGate;
            return new ChannelFigures(
                Status,
                Partition,
                Generation.Name,
                LastOffset,
                Sequence.Last,
                log.OldestVersion,
                log.Version,
                log.Length,
                _streams.Count,
                [.. _streams.Take(streamsMax).Select(static stream =>
                    new StreamFigures(stream.Number, stream.Key, stream.SubscriptionCount))]);
        }
    }
}
