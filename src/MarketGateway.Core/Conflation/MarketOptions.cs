using System.ComponentModel.DataAnnotations;

namespace MarketGateway.Core.Conflation;

/// <summary>How much of the past the gateway remembers per symbol.</summary>
public sealed class MarketOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Market";

    /// <summary>
    /// Gets or sets how many touched prices, and how many updates, a book remembers; a power of two. Defaults to 4,096.
    /// </summary>
    /// <remarks>
    /// A cursor older than that is answered with a snapshot instead of a delta: nothing is lost, it costs bytes. Rings
    /// grow on demand; full, a book's takes 200 KiB.
    /// </remarks>
    [Range(64, 1 << 20)]
    [PowerOfTwo]
    public int JournalLengthMax { get; set; } = 4096;

    /// <summary>
    /// Gets or sets how many updates of a quote are remembered; a power of two. Defaults to 1,024.
    /// </summary>
    /// <remarks>
    /// A client that resumes from an older version gets a snapshot, and its merged count is not known. Full, it takes
    /// 24 KiB per symbol.
    /// </remarks>
    [Range(64, 1 << 20)]
    [PowerOfTwo]
    public int QuoteLogLengthMax { get; set; } = 1024;

    /// <summary>Gets or sets how many trades of a symbol are held; a power of two. Defaults to 1,024.</summary>
    /// <remarks>
    /// A client further behind gets one exact roll-up of what left the ring. Full, it takes 48 KiB per symbol.
    /// </remarks>
    [Range(64, 1 << 20)]
    [PowerOfTwo]
    public int TradeRingLengthMax { get; set; } = 1024;

    /// <summary>
    /// Gets or sets for how many different <c>minTradeSize</c> of a symbol trades are summed at once that have left the ring
    /// while clients lag. Defaults to 64.
    /// </summary>
    /// <remarks>
    /// Each costs the feed a sum per trade. A client with one more hears that trades are missing, where it would have got
    /// their sum; one without <c>minTradeSize</c> always gets it.
    /// </remarks>
    [Range(0, 100_000)]
    public int SummedTradeSizesMax { get; set; } = 64;

    /// <summary>
    /// Gets or sets how many bytes of messages a stream of which somebody wants every update (<c>merge: "never"</c>) holds
    /// for those that are behind; a power of two. Defaults to 64 KiB.
    /// </summary>
    /// <remarks>
    /// A client further behind gets what it missed as one message, and goes on one by one. What says where each message
    /// leads takes as much again, and up to six times as much where messages are of 25 bytes.
    /// </remarks>
    [Range(4096, 1 << 26)]
    [PowerOfTwo]
    public int UpdateTapeBytesMax { get; set; } = 64 * 1024;

    /// <summary>
    /// Gets or sets how many bytes all such streams hold together. Defaults to 256 MiB; beyond it, they hold less each.
    /// </summary>
    [Range(0L, 1L << 40)]
    public long UpdateTapesBytesMax { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// Gets or sets a value indicating whether a book whose best bid equals its best ask is taken for crossed, and so for
    /// gapped until the next snapshot. Defaults to false: such a book is locked, which happens and is right.
    /// </summary>
    public bool IsLockedBookCrossed { get; set; }

    /// <summary>Gets or sets how many names may stand for symbols (aliases). Defaults to 100,000.</summary>
    /// <remarks>The record of one more is skipped as <c>out_of_range</c>; those that there are go on.</remarks>
    [Range(0, 10_000_000)]
    public int AliasesMax { get; set; } = 100_000;
}
