using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>What all channels of a market share.</summary>
internal sealed record MarketContext(
    MarketOptions Options, FeedCounters Counters, DeliveryCounters Delivery, TimeProvider Time)
{
    /// <summary>Gets where in the ticks topic this process began to read.</summary>
    public PartitionStarts TickStarts { get; } = new();

    /// <summary>Gets how far books have been applied.</summary>
    public PartitionOffsets BookOffsets { get; } = new();

    /// <summary>Gets how far ticks have been applied.</summary>
    public PartitionOffsets TickOffsets { get; } = new();

    /// <summary>Gets or sets who is told of each new status, under the gate of its channel.</summary>
    public Action<SymbolChannel, SymbolStatus, SymbolStatus>? StatusChanged { get; set; }

    /// <summary>Gets what the tapes of all streams may take.</summary>
    public TapeBudget Tapes { get; } = new(Options.UpdateTapesBytesMax);

    /// <summary>Gets what is known of each partition beside its records.</summary>
    public PartitionStates Partitions { get; } = new();
}
