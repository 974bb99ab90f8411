using MarketGateway.Core.Books;

namespace MarketGateway.Tools.Audit;

/// <summary>What a client held of a stream, made again out of the log.</summary>
/// <param name="Held">What the audit records say of it.</param>
internal sealed record RebuiltStream(HeldStream Held)
{
    /// <summary>Gets why it could not be made again; empty when it could.</summary>
    public string Problem { get; init; } = "";

    public IReadOnlyList<PriceLevel> Bids { get; init; } = [];

    public IReadOnlyList<PriceLevel> Asks { get; init; } = [];

    /// <summary>Gets the fields of a quote, by the bits of its stream.</summary>
    public IReadOnlyList<(string Name, long? Value)> Fields { get; init; } = [];

    /// <summary>Gets the last trades up to there, as they stood.</summary>
    public IReadOnlyList<Trade> Trades { get; init; } = [];

    /// <summary>Gets the checksum of what was made again; null where a stream has none.</summary>
    public uint? Checksum { get; init; }

    /// <summary>Gets a value indicating whether it is what the client was told; null: it was told no checksum.</summary>
    public bool? IsRight => Checksum is null || Held.Checksum is null ? null : Checksum == Held.Checksum;
}
