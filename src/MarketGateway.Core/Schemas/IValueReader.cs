using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Schemas;

/// <summary>Reads values that are no JSON as the JSON that a mapping reads. Owned by one thread.</summary>
public interface IValueReader
{
    /// <summary>Gets the number of the schema that the last value has to wait for; null when it has not.</summary>
    int? AwaitedId { get; }

    /// <summary>Reads a value; the text is valid until the next is read. With <see cref="AwaitedId"/> nothing was read.</summary>
    DecodeError Read(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> json);
}
