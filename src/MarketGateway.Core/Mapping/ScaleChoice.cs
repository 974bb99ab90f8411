using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// Finds the scale in which the numbers of a record are kept: that of the instrument or the finest seen so far, and a
/// finer one where their digits need it. Zeros at the end count only where nothing else is known.
/// </summary>
/// <remarks>Lives on the stack; sees every number once as written, and once more trimmed where that matters.</remarks>
internal ref struct ScaleChoice(int known)
{
    private int _written;

    /// <summary>Gets how many digits the numbers need without zeros at the end.</summary>
    private int _needed;

    public void See(DecimalNumber number)
    {
        if (number.Scale > known && number.Scale > _needed)
        {
            _written = Math.Max(_written, number.Scale);
            _needed = Math.Max(_needed, number.Trim().Scale);
        }
    }

    /// <summary>Gets the scale; the numbers may still be too large for it, and then <see cref="Least"/> is to be tried.</summary>
    public readonly int Scale => known < 0 ? Math.Min(_written, FeedLimits.ScaleMax) : Math.Max(known, _needed);

    /// <summary>Gets the coarsest scale that holds all digits, seen without what is known.</summary>
    public readonly int Least => Math.Max(_needed, 0);
}
