using System.Globalization;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Books;

/// <summary>Price levels as short text: "100:5 99:3" is 5 at 100 and 3 at 99.</summary>
internal static class Levels
{
    public static PriceLevel[] Of(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(level => level.Split(':')).Select(Parse)];

    public static string Text(IEnumerable<PriceLevel> levels) =>
        string.Join(' ', levels.Select(level => $"{level.Price}:{level.Size}"));

    public static string Text(BookSide side) => Text(Enumerable.Range(0, side.Count).Select(rank => side[rank]));

    private static PriceLevel Parse(string[] parts) => new(
        long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
}
