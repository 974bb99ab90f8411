using System.Text.RegularExpressions;
using CsCheck;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Tests.Instruments;

/// <summary>What a pattern matches.</summary>
public sealed class SymbolPatternTests
{
    [Theory]
    [InlineData("ES*", "ESH4", true)]
    [InlineData("ES*", "ES", true)]
    [InlineData("ES*", "NES", false)]
    [InlineData("CL??", "CLF4", true)]
    [InlineData("CL??", "CLF", false)]
    [InlineData("*4", "ESH4", true)]
    [InlineData("*H*", "ESH4", true)]
    [InlineData("es*", "ESH4", false)]
    [InlineData("*", "anything", true)]
    [InlineData("ESH4", "ESH4", true)]
    [InlineData("ESH4", "ESH45", false)]
    public void A_star_stands_for_any_text_and_a_question_mark_for_one_character(
        string pattern, string symbol, bool matches) =>
        Assert.Equal(matches, new SymbolPattern(pattern).Matches(symbol));

    [Fact]
    public void A_pattern_matches_what_the_same_regular_expression_matches()
    {
        var pattern = Gen.String[Gen.OneOf('a', 'b', '*', '?'), 0, 10];
        Gen.Select(pattern, Gen.String[Gen.OneOf('a', 'b'), 0, 12]).Sample((pattern, symbol) =>
        {
            var regex = "^" + pattern.Replace("*", ".*", StringComparison.Ordinal)
                .Replace("?", ".", StringComparison.Ordinal) + "$";
            Assert.Equal(Regex.IsMatch(symbol, regex), new SymbolPattern(pattern).Matches(symbol));
        });
    }

    [Theory]
    [InlineData("ESH4", true)]
    [InlineData("ES*", true)]
    [InlineData("日経225", true)]
    [InlineData("", false)]
    [InlineData("A B", true)]
    [InlineData(" A", false)]
    [InlineData("A ", false)]
    [InlineData("A\tB", false)]
    [InlineData("A\u200bB", false)]
    [InlineData("A,B", false)]
    [InlineData("A\u0007", false)]
    public void A_text_with_commas_or_what_cannot_be_seen_is_neither_symbol_nor_pattern(string text, bool isValid) =>
        Assert.Equal(isValid, SymbolPattern.IsValid(text));

    [Fact]
    public void A_pattern_is_told_from_a_symbol_by_its_stars_and_question_marks()
    {
        Assert.True(SymbolPattern.IsPattern("ES*"));
        Assert.True(SymbolPattern.IsPattern("ES?4"));
        Assert.False(SymbolPattern.IsPattern("ESH4"));
    }
}
