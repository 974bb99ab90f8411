using System.Numerics;
using System.Runtime.CompilerServices;

namespace MarketGateway.Core.Books;

/// <summary>
/// The last value of each quote field of one symbol, each with the number of the update that last changed it.
/// Owned by a tick channel and guarded by its gate.
/// </summary>
public sealed class Quote
{
    /// <summary>How many fields there are.</summary>
    public const int FieldCount = 14;

    /// <summary>The value of a field that has none.</summary>
    public const long NoValue = long.MinValue;

    private const QuoteFields Prices = QuoteFields.BidPrice | QuoteFields.AskPrice | QuoteFields.LastPrice |
        QuoteFields.Open | QuoteFields.High | QuoteFields.Low | QuoteFields.PreviousClose;

    private const QuoteFields Sizes =
        QuoteFields.BidSize | QuoteFields.AskSize | QuoteFields.LastSize | QuoteFields.Volume;

    private Values _values;
    private Values _changedAt;

    public Quote() => Clear();

    /// <summary>Gets the value of one field, or <see cref="NoValue"/>.</summary>
    public long this[QuoteFields field] => _values[BitOperations.TrailingZeroCount((int)field)];

    /// <summary>Sets a field; it counts as changed by update <paramref name="number"/> only if the value differs.</summary>
    public void Set(QuoteFields field, long value, long number)
    {
        var index = BitOperations.TrailingZeroCount((int)field);
        if (_values[index] != value)
        {
            _values[index] = value;
            _changedAt[index] = number;
        }
    }

    /// <summary>Sets a field if the update has a value for it.</summary>
    public void SetIfGiven(QuoteFields field, long? value, long number)
    {
        if (value is { } given)
        {
            Set(field, given, number);
        }
    }

    /// <summary>Sets one side of the best bid and offer; a size of 0 empties it.</summary>
    public void SetSide(Side side, long? price, long? size, long number)
    {
        if (price is null || size is null)
        {
            return;
        }

        var isEmpty = size == 0;
        var (priceField, sizeField) = side == Side.Bid
            ? (QuoteFields.BidPrice, QuoteFields.BidSize)
            : (QuoteFields.AskPrice, QuoteFields.AskSize);
        Set(priceField, isEmpty ? NoValue : price.Value, number);
        Set(sizeField, isEmpty ? NoValue : size.Value, number);
    }

    /// <summary>Gets the fields among <paramref name="fields"/> that an update after <paramref name="number"/> changed.</summary>
    public QuoteFields ChangedAfter(long number, QuoteFields fields)
    {
        var changed = QuoteFields.None;
        for (var bits = (int)fields; bits != 0; bits &= bits - 1)
        {
            var index = BitOperations.TrailingZeroCount(bits);
            if (_changedAt[index] > number)
            {
                changed |= (QuoteFields)(1 << index);
            }
        }

        return changed;
    }

    /// <summary>Converts every value to finer scales; false, and nothing is changed, when one would pass 2^53.</summary>
    /// <param name="priceDigits">How many digits the prices get.</param>
    /// <param name="sizeDigits">How many digits the sizes get.</param>
    internal bool TryRefine(int priceDigits, int sizeDigits)
    {
        var refined = _values;
        for (var index = 0; index < FieldCount; index++)
        {
            var field = (QuoteFields)(1 << index);
            var digits = (field & Prices) != 0 ? priceDigits : (field & Sizes) != 0 ? sizeDigits : 0;
            if (refined[index] != NoValue && !DecimalScale.TryRefine(ref refined[index], digits))
            {
                return false;
            }
        }

        _values = refined;
        return true;
    }

    /// <summary>Becomes what another quote is, changes included.</summary>
    public void CopyFrom(Quote other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _values = other._values;
        _changedAt = other._changedAt;
    }

    public void Clear()
    {
        ((Span<long>)_values).Fill(NoValue);
        ((Span<long>)_changedAt).Clear();
    }

    [InlineArray(FieldCount)]
    private struct Values
    {
        private long _first;
    }
}
