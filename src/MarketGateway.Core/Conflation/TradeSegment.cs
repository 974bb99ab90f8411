using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// The sum of trades that have left the ring, from a place where a cursor stands to where the next one does, or further.
/// </summary>
/// <param name="scale">The scales of the sum.</param>
internal sealed class TradeSegment(TradeSegment.Scale scale)
{
    private Scale _scale = scale;

    public TradeRollUp Sum { get; init; } = new();

    /// <summary>Gets or sets the segment that goes on where this sum ends; null: it is the last one, and grows.</summary>
    public TradeSegment? Next { get; set; }

    /// <summary>Converts the sum to finer scales.</summary>
    public void Refine(Scale scale)
    {
        if (scale != _scale)
        {
            Sum.Refine(scale.PriceDigits - _scale.PriceDigits, scale.SizeDigits - _scale.SizeDigits);
            _scale = scale;
        }
    }

    /// <summary>Makes a sum of this and of what follows it up to now.</summary>
    public TradeRollUp SumWith(TradeSegment last)
    {
        var sum = Sum.Clone();
        if (last != this)
        {
            sum.Append(last.Sum);
        }

        return sum;
    }

    /// <summary>By how many digits numbers have become finer since the stream began.</summary>
    internal readonly record struct Scale(int PriceDigits, int SizeDigits);
}
