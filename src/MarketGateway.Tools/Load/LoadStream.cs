using MarketGateway.Client;

namespace MarketGateway.Tools.Load;

/// <summary>
/// What a client of the gateway must hold of one stream, and the proof of every message about it: chain, checksum,
/// account. Owned by its connection.
/// </summary>
internal sealed class LoadStream(string symbol, MarketChannel channel, int depth)
{
    public const int FieldCount = QuoteFieldList.Count;

    public string Symbol { get; } = symbol;

    public MarketChannel Channel { get; } = channel;

    public int Depth { get; } = depth;

    /// <summary>Gets the version that the client stands at; null before the first message.</summary>
    public long? Version { get; private set; }

    /// <summary>Gets how many source updates came since the first message; null when one message did not know.</summary>
    public long? Merged { get; private set; } = 0;

    /// <summary>Gets the checksum of the book or quote, as it was proven last.</summary>
    public uint Checksum { get; private set; }

    /// <summary>Gets the values of the quote's fields by bit; those that it has no value for are null.</summary>
    public long?[] Fields { get; } = channel == MarketChannel.Quote ? new long?[FieldCount] : [];

    /// <summary>Gets or sets which fields of a quote the stream has.</summary>
    public QuoteFields Shown { get; set; }

    /// <summary>Gets or sets what the version means beside its number, as the gateway named it last.</summary>
    public string? Generation { get; set; }

    public BookSide Bids { get; } = new(isBid: true);

    public BookSide Asks { get; } = new(isBid: false);

    /// <summary>Gets or sets a value indicating whether nothing came of it yet on this connection.</summary>
    public bool IsFresh { get; set; } = true;

    /// <summary>Takes the head of a message; false when it does not go on where the last one ended.</summary>
    public bool TryAdvance(bool isSnapshot, long? from, long to, long? merged)
    {
        if (!isSnapshot && from != Version)
        {
            return false;
        }

        // The account begins with the first snapshot, and goes on only over messages that say what they stand for.
        Merged = from is null ? 0 : from == Version ? Merged + merged : null;
        Version = to;
        return true;
    }

    public void ReadSide(ref WireSpan reader, bool isSnapshot, BookSide side)
    {
        if (isSnapshot)
        {
            side.Clear();
        }

        for (var rest = reader.ReadArrayHeader(); rest > 0; rest -= 2)
        {
            side.Apply(new BookLevel(reader.ReadInteger(), reader.ReadInteger()));
        }

        if (Depth > 0)
        {
            side.Truncate(Depth);
        }
    }

    /// <summary>Compares what the book or quote must look like now.</summary>
    public bool Prove(uint checksum)
    {
        Checksum = checksum;
        return checksum == (Channel == MarketChannel.Quote
            ? QuoteChecksum.Of(Fields, Shown)
            : BookChecksum.Of(Bids, Asks));
    }
}
