using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <content>The times that a flush tells its client, where it asked for them, and the observer.</content>
internal sealed partial class LaneSession
{
    private bool _hasStamps;

    /// <summary>Lets flushes be stamped from the next one on, or no more.</summary>
    private void WantStamps(bool isWanted)
    {
        Lane.StampedCount += (isWanted ? 1 : 0) - (_hasStamps ? 1 : 0);
        _hasStamps = isWanted;
    }

    /// <summary>The last that is written of a flush, at its beginning: it is to tell when the flush left.</summary>
    private void BeginWithStamp(FlushBuffer flush)
    {
        if (_hasStamps)
        {
            Stamp.Begin(flush, Format, _environment.UnixMicroseconds);
        }
    }

    /// <remarks>
    /// Per flush and not per update. Flushes of one beat are much the same, and there may be thousands: a part is measured.
    /// </remarks>
    private void Observe()
    {
        if (Age.HasData && _environment.Observer is { } observer && (!Age.IsPaced || Lane.IsNextMeasured()))
        {
            observer.OnFlushed(Age.Measure(_environment.Clock.NowMs, _environment.UnixMicroseconds));
        }

        Age = default;
    }
}
