namespace MarketGateway.Core.Mapping;

/// <summary>The headers of the record that is being read. Valid while it is.</summary>
public abstract class RecordHeaders
{
    /// <summary>Gets the headers of a record without any.</summary>
    public static RecordHeaders None { get; } = new Empty();

    /// <summary>Finds the last header of a name; false when there is none.</summary>
    public abstract bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value);

    private sealed class Empty : RecordHeaders
    {
        public override bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
        {
            value = default;
            return false;
        }
    }
}
