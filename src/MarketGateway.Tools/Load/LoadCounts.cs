namespace MarketGateway.Tools.Load;

/// <summary>
/// What one connection received, and what was wrong with it. Written by the connection's reader alone; a sum over
/// connections that is read meanwhile is a moment old.
/// </summary>
internal sealed class LoadCounts
{
    /// <summary>Gets or sets how many WebSocket messages came: flushes.</summary>
    public long Flushes { get; set; }

    /// <summary>Gets or sets how many messages with data came.</summary>
    public long Messages { get; set; }

    /// <summary>Gets or sets how many source updates those stand for.</summary>
    public long Updates { get; set; }

    public long Bytes { get; set; }

    /// <summary>
    /// Gets or sets how many bytes the first message of each stream of the connection had: a snapshot, or what a resume
    /// came to.
    /// </summary>
    public long StateBytes { get; set; }

    /// <summary>Gets or sets how many messages did not go on where the last one ended.</summary>
    public long ChainBreaks { get; set; }

    /// <summary>Gets or sets how many checksums were compared.</summary>
    public long Checksums { get; set; }

    public long ChecksumFailures { get; set; }

    /// <summary>Gets or sets how many messages could not be read, or said what they must not say.</summary>
    public long Violations { get; set; }

    /// <summary>Gets or sets how many symbols were refused.</summary>
    public long Refusals { get; set; }

    /// <summary>Gets or sets how many connections ended that should not have.</summary>
    public long Lost { get; set; }

    public long Wrong => ChainBreaks + ChecksumFailures + Violations + Refusals + Lost;

    public LoadCounts Plus(LoadCounts other) => Combine(other, 1);

    public LoadCounts Minus(LoadCounts other) => Combine(other, -1);

    private LoadCounts Combine(LoadCounts other, int sign) => new()
    {
        Flushes = Flushes + (sign * other.Flushes),
        Messages = Messages + (sign * other.Messages),
        Updates = Updates + (sign * other.Updates),
        Bytes = Bytes + (sign * other.Bytes),
        StateBytes = StateBytes + (sign * other.StateBytes),
        ChainBreaks = ChainBreaks + (sign * other.ChainBreaks),
        Checksums = Checksums + (sign * other.Checksums),
        ChecksumFailures = ChecksumFailures + (sign * other.ChecksumFailures),
        Violations = Violations + (sign * other.Violations),
        Refusals = Refusals + (sign * other.Refusals),
        Lost = Lost + (sign * other.Lost),
    };
}
