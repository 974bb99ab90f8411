namespace MarketGateway.Core.Conflation;

/// <summary>
/// Behind which trade of a stream some cursors stand: shared by all that stand there. Guarded by the channel's gate.
/// </summary>
internal sealed class TradePlace(TradePlaces places)
{
    /// <summary>Gets or sets the number of the last trade that a client has got which stands here.</summary>
    public long Number { get; set; }

    /// <summary>Gets the places of its stream.</summary>
    public TradePlaces Places { get; } = places;

    /// <summary>Gets how many cursors stand here.</summary>
    public int Cursors { get; private set; }

    /// <summary>Gets or sets the first sum of what has left the ring since; null: nothing has that is owed here.</summary>
    public TradeSegment? Owed { get; set; }

    /// <summary>Gets or sets a value indicating whether trades have left that nobody sums up for who stands here.</summary>
    public bool IsUnknown { get; set; }

    public void Join()
    {
        Cursors++;
        Places.OnJoined(this);
    }

    public void Leave()
    {
        Cursors--;
        Places.OnLeft(this);
    }
}
