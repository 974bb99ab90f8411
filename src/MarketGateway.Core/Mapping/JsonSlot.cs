using System.Text.Json;

namespace MarketGateway.Core.Mapping;

/// <summary>Where in a JSON text the value of a path lies.</summary>
/// <param name="Start">The offset of its first byte; of a text: after the quote.</param>
/// <param name="Length">How many bytes it has; of a text: without the quotes.</param>
/// <param name="Type">What it is; <see cref="JsonTokenType.None"/> when the path leads nowhere.</param>
/// <param name="IsEscaped">Whether a text has escapes in it.</param>
internal readonly record struct JsonSlot(int Start, int Length, JsonTokenType Type, bool IsEscaped)
{
    /// <summary>Gets whether there is a value; <c>null</c> is none.</summary>
    public bool IsPresent => Type is not (JsonTokenType.None or JsonTokenType.Null);

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json) => json.Slice(Start, Length);
}
