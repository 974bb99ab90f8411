using System.Globalization;

namespace MarketGateway.Client;

/// <summary>
/// A symbol and what is known of it. Of the named attributes those are null that are missing, or that are no such value.
/// </summary>
public sealed record MarketInstrument
{
    private const int DigitsMax = 28;

    /// <summary>Gets the symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>Gets where it is traded; empty when that is not known, as the next two.</summary>
    public required string Venue { get; init; }

    /// <summary>Gets what kind of instrument it is.</summary>
    public required string AssetClass { get; init; }

    /// <summary>Gets the currency of its prices.</summary>
    public required string Currency { get; init; }

    /// <summary>Gets how many digits after the point prices have.</summary>
    public required int PriceScale { get; init; }

    /// <summary>Gets how many digits after the point sizes have.</summary>
    public required int SizeScale { get; init; }

    /// <summary>Gets the smallest step of a price, exactly.</summary>
    public required decimal TickSize { get; init; }

    /// <summary>Gets what it is, for people.</summary>
    public required string Description { get; init; }

    /// <summary>Gets a value indicating whether its definition stands: it was not withdrawn.</summary>
    public required bool IsListed { get; init; }

    /// <summary>Gets what else is known, as texts by name.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the phase of its market.</summary>
    public MarketPhase Phase { get; init; }

    /// <summary>Gets when that began; null: not known.</summary>
    public DateTimeOffset? PhaseSince { get; init; }

    /// <summary>Gets other names that stand for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Gets the day on which it expires.</summary>
    public DateOnly? Expiry => DateOnly.TryParseExact(
        Text("expiry"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Gets what one contract stands for.</summary>
    public decimal? Multiplier => Number("multiplier");

    /// <summary>Gets the smallest size that is traded.</summary>
    public decimal? LotSize => Number("lotSize");

    /// <summary>Gets the price at which an option is exercised.</summary>
    public decimal? Strike => Number("strike");

    /// <summary>Gets what a derivative is derived from.</summary>
    public string? Underlying => Text("underlying");

    /// <summary>Gets <c>C</c> of a call, <c>P</c> of a put.</summary>
    public string? Right => Text("right") is "C" or "P" ? Text("right") : null;

    /// <summary>Gets when it is traded, as the venue writes it.</summary>
    public string? SessionHours => Text("sessionHours");

    private string? Text(string name) => Attributes.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    /// <remarks>What has more digits than a decimal holds would be rounded: it is left to its text.</remarks>
    private decimal? Number(string name) => Text(name) is { } text && text.Count(char.IsAsciiDigit) <= DigitsMax
        && char.IsAsciiDigit(text[^1]) && char.IsAsciiDigit(text[text[0] is '+' or '-' && text.Length > 1 ? 1 : 0])
        && decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number : null;
}
