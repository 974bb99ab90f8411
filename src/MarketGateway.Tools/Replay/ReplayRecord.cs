using MarketGateway.Core.Feed;

namespace MarketGateway.Tools.Replay;

/// <summary>One record of a replay, in the order of publishing.</summary>
/// <param name="Topic">Where it belongs.</param>
/// <param name="Instrument">Whose it is; its key is the record's.</param>
/// <param name="Update">What it says; reused for the next record.</param>
/// <param name="File">The path of the file it came from, as it was given; empty for a definition.</param>
/// <param name="RowsConsumed">
/// How many data rows of that file were read when the record was complete: publish all records up to one, and what was
/// published is exactly these rows.
/// </param>
/// <param name="IsRepeatedSnapshot">Whether it repeats the book as it is instead of coming from the file.</param>
public readonly record struct ReplayRecord(
    FeedTopic Topic,
    ReplayInstrument Instrument,
    FeedUpdate Update,
    string File,
    long RowsConsumed,
    bool IsRepeatedSnapshot);
