using System.Text.Json;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Protocol;

/// <summary>Which instruments a filter lets through, and what is no filter.</summary>
public sealed class AttributeFilterTests
{
    private static readonly KeyValuePair<string, string>[] Option =
        [new("underlying", "ES"), new("right", "C"), new("expiry", "2026-12-18"), new("name.de", "Ku\u0308rze")];

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"attributes":{"underlying":["ES"]}}""", true)]
    [InlineData("""{"attributes":{"underlying":["NQ","E?"]}}""", true)]
    [InlineData("""{"attributes":{"underlying":["E"]}}""", false)]
    [InlineData("""{"attributes":{"underlying":["es"]}}""", false)]
    [InlineData("""{"attributes":{"underlying":["ES"],"right":["P"]}}""", false)]
    [InlineData("""{"attributes":{"right":["*"]}}""", true)]
    [InlineData("""{"attributes":{"strike":["*"]}}""", false)]
    [InlineData("""{"attributes":{"right":[]}}""", false)]
    [InlineData("""{"attributes":{"name.de":["K\u00fcrze"]}}""", true)]
    [InlineData("""{"attributes":null,"expiry":{"from":null}}""", true)]
    [InlineData("""{"expiry":{"from":"2026-12-18","to":"2026-12-18"}}""", true)]
    [InlineData("""{"expiry":{"from":"2026-12-19"}}""", false)]
    [InlineData("""{"expiry":{"to":"2026-12-17"}}""", false)]
    [InlineData("""{"venue":["XNYM"],"attributes":{"underlying":["ES"]}}""", false)]
    public void All_that_a_filter_says_must_hold(string filter, bool matches) => Assert.Equal(matches, Matches(filter, Option));

    [Theory]
    [InlineData("2026-12-18T14:30:00Z", true)]
    [InlineData("20261218", false)]
    [InlineData("2026-12-180", false)]
    [InlineData("Dec 2026 contract", false)]
    public void An_expiry_is_in_a_range_where_it_begins_with_a_day(string expiry, bool matches) =>
        Assert.Equal(matches, Matches("""{"expiry":{"from":"2026-12-18"}}""", [new("expiry", expiry)]));

    [Theory]
    [InlineData("""{"expiry":{"from":"18.12.2026"}}""", "in 'expiry': 'from' is '18.12.2026'; it must be a day, as 2026-12-31")]
    [InlineData(
        """{"expiry":{"from":"2026-12-02","to":"2026-12-01"}}""",
        "in 'expiry': 'from' is 2026-12-02, and 'to' is 2026-12-01, which is before it")]
    [InlineData("""{"attributes":{"a b":["x"]}}""", "in 'attributes': 'a b' is no name: one has 1 to 32 letters, digits, '_', '-' and '.'")]
    [InlineData("""{"attributes":{"right":[""]}}""", "in 'attributes': 'right' has ''; a text has 1 to 64 bytes")]
    [InlineData("""{"attributes":{"right":"C"}}""", "in 'attributes': 'right' must be an array of text, not \"C\"")]
    public void What_is_wrong_is_named(string filter, string message)
    {
        Read(filter, out var error);
        Assert.Equal(message, error?.Message);
    }

    [Fact]
    public void So_many_names_and_texts_there_may_be_and_no_more()
    {
        Assert.Null(ErrorOf(names: 32, texts: 64));
        Assert.Equal(RequestErrorCode.TooMany, ErrorOf(names: 33, texts: 1)?.Code);
        Assert.Equal(RequestErrorCode.TooMany, ErrorOf(names: 1, texts: 65)?.Code);
    }

    private static RequestError? ErrorOf(int names, int texts)
    {
        var attributes = Enumerable.Range(0, names).ToDictionary(number => $"a{number}", _ => Enumerable.Repeat("x", texts));
        Read(JsonSerializer.Serialize(new { attributes }), out var error);
        return error;
    }

    private static bool Matches(string filter, KeyValuePair<string, string>[] pairs)
    {
        Assert.True(InstrumentAttributes.TryMake(pairs, out var attributes));
        var definition = new InstrumentDefinition("XCME", "option", "USD", 2, 0, 25, "") { Attributes = attributes };
        var read = Read(filter, out var error);
        Assert.Null(error);
        return read.Matches(definition);
    }

    private static AttributeFilter Read(string filter, out RequestError? error)
    {
        using var document = JsonDocument.Parse(filter);
        return FilterReader.Read(document.RootElement, 64, out error);
    }
}
