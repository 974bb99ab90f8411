using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Conflation;

/// <content>What versions and numbers mean here: the partition they come from, and their scales.</content>
public abstract partial class SymbolChannel
{
    /// <summary>Takes the scales of a definition for as long as no record has told others.</summary>
    internal void Expect(InstrumentDefinition definition)
    {
        lock (Gate)
        {
            var expected = Generation.Of(Partition, definition.PriceScale, definition.SizeScale);
            if (Partition >= 0 || ReferenceEquals(expected, _generation))
            {
                return;
            }

            SetGenerationNeedsGate(expected);
        }

        NotifyAll();
    }

    /// <summary>Takes the scales of a record that replaces all that is held.</summary>
    private protected void ReplaceScalesNeedsGate(FeedUpdate update) =>
        SetGenerationNeedsGate(Generation.Of(Partition, update.PriceScale, update.SizeScale));

    /// <summary>
    /// Brings a record and what is held to the same scales: the record where that is exact, else everything to finer
    /// ones, and then another generation begins. A record that states the whole decides for finer scales in any case, so
    /// that replicas meet again at it.
    /// </summary>
    private protected DecodeError MeetScalesNeedsGate(FeedUpdate update)
    {
        var held = _generation;
        var priceScale = Math.Max(held.PriceScale, update.PriceScale);
        var sizeScale = Math.Max(held.SizeScale, update.SizeScale);
        var isFiner = priceScale > held.PriceScale || sizeScale > held.SizeScale;
        if (!(isFiner && IsWhole(update))
            && FeedScale.Convert(update, held.PriceScale, held.SizeScale) == DecodeError.None)
        {
            return DecodeError.None;
        }

        var error = FeedScale.Convert(update, priceScale, sizeScale);
        if (error != DecodeError.None || !isFiner
            || !TryRefineNeedsGate(priceScale - held.PriceScale, sizeScale - held.SizeScale))
        {
            return error == DecodeError.None ? DecodeError.Scale : error;
        }

        SetGenerationNeedsGate(Generation.Of(Partition, priceScale, sizeScale));
        return DecodeError.None;
    }

    /// <summary>
    /// Follows the symbol to another partition (somebody added partitions, and its key went elsewhere). Offsets of two
    /// partitions do not compare, so this is to the symbol what a new log is to all: what was known is void.
    /// </summary>
    private void MoveNeedsGate(int partition, long offset, FeedUpdate update)
    {
        var hasMoved = Partition >= 0;
        Partition = partition;
        SetGenerationNeedsGate(Generation.Of(partition, update.PriceScale, update.SizeScale));
        _unreachable = _context.Partitions.Unreachable(Topic, partition);
        if (hasMoved)
        {
            Counters.CountMoved();
            Epoch = --_movedEpoch;
            RestartNeedsGate();
        }
        else
        {
            PublishStatusNeedsGate();
        }

        GenerationSince = offset;
        BeginPartitionNeedsGate(offset, hasMoved);
    }

    /// <summary>Gets how far the partition has been applied that the symbol's records come from.</summary>
    internal long AppliedOffset =>
        (Topic == FeedTopic.Books ? _context.BookOffsets : _context.TickOffsets)[Partition];

    private void SetGenerationNeedsGate(Generation generation)
    {
        if (ReferenceEquals(generation, _generation))
        {
            return;
        }

        _revision++;
        GenerationSince = LastOffset;
        Volatile.Write(ref _generation, generation);
        foreach (var stream in _streams)
        {
            stream.FollowNeedsGate(generation);
        }

        Counters.CountStatus(Topic, _status.State, _status.State);
    }
}
