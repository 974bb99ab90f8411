namespace MarketGateway.Core.Mapping;

/// <summary>
/// Finds the scale in which the numbers of a record are kept: that of the instrument or the finest seen so far, and a
/// finer one where their digits need it. Zeros at the end are none.
/// </summary>
internal ref struct ScaleChoice(int known)
{
    private int _needed;

    public void See(DecimalNumber number) => _needed = Math.Max(_needed, number.Scale);

    /// <summary>Gets the scale; the numbers may still be too large for it, and then <see cref="Least"/> is to be tried.</summary>
    public readonly int Scale => Math.Max(known, _needed);

    /// <summary>Gets the coarsest scale that holds all digits, whatever is known.</summary>
    public readonly int Least => _needed;
}
