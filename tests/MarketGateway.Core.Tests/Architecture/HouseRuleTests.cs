using System.Text.RegularExpressions;

namespace MarketGateway.Core.Tests.Architecture;

/// <summary>House rules that a compiler does not hold.</summary>
public sealed partial class HouseRuleTests
{
    private const int LinesMax = 400;

    [Fact]
    public void No_file_is_longer_than_400_lines() => Assert.Empty(SourceFile.All
        .Where(file => file.Lines.Length > LinesMax)
        .Select(file => $"{file.Path}: {file.Lines.Length} lines"));

    [Fact]
    public void No_file_has_a_region_or_leaves_something_to_do() => Assert.Empty(SourceFile.All
        .SelectMany(file => file.Lines.Select((line, index) => (file.Path, Line: line, Number: index + 1)))
        .Where(line => Leftover().IsMatch(line.Line))
        .Select(line => $"{line.Path}:{line.Number}: {line.Line.Trim()}"));

    [Fact]
    public void No_type_is_named_after_nothing() => Assert.Empty(SourceFile.All
        .Where(file => file.IsIn("src"))
        .SelectMany(file => EmptyName().Matches(file.Text).Select(match => $"{file.Path}: {match.Groups[1].Value}")));

    [GeneratedRegex(@"^\s*#region|^[^""]*//.*\b(TODO|FIXME|HACK)\b")]
    private static partial Regex Leftover();

    [GeneratedRegex(
        @"\b(?:class|record|struct|interface) (\w+(?:Manager|Helper|Utils?|Processor|(?<!Hosted)Service|Data|Info))\b")]
    private static partial Regex EmptyName();
}
