using System.Text;
using CsCheck;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Tests.Feed;

public sealed class FeedSymbolNameTests
{
    public static TheoryData<string> Valid =>
    [
        "E", "ESH4", "BTC-USD", "EUR/USD", "BRK.B", "ES_F|x", "ñandú", "日経225", "😀", new string('x', 64),
        new string('字', 21), "ES 03-24", "AAPL  240119C00150000", "ESH4 Index", "CL:C1 HO-CL X6",
    ];

    public static TheoryData<string> Invalid =>
    [
        "", " ", " ESH4", "ESH4 ", "ES\u200bH4", "ES\u200eH4", "\ufeffES", "ES\u00adH4", "ES\u2060", "\u3164", "ES\ufe0f", "ESH4\n", "\tESH4", "ES\0H4", "ES\u007fH4", "ES\u0085H4", "ES\u00a0H4", "ES\u2028H4",
        "ES\u3000H4", "ES*", "ES?4", "ES,NQ", new string('x', 65), new string('字', 22),
    ];

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_symbol_is_valid_as_bytes_and_as_text(string symbol)
    {
        Assert.True(FeedSymbolName.TryValidate(symbol));
        Assert.True(FeedSymbolName.TryValidate(Encoding.UTF8.GetBytes(symbol)));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_breaks_the_rule_is_invalid_as_bytes_and_as_text(string symbol)
    {
        Assert.False(FeedSymbolName.TryValidate(symbol));
        Assert.False(FeedSymbolName.TryValidate(Encoding.UTF8.GetBytes(symbol)));
    }

    [Theory]
    [InlineData("ES\u200bH4", "'ES\u200bH4' has U+200B ZERO WIDTH SPACE at character 3, which cannot be seen")]
    [InlineData("\ufeffES", "'\ufeffES' has U+FEFF ZERO WIDTH NO-BREAK SPACE at character 1, which cannot be seen")]
    [InlineData("ES\u00a0H4", "'ES\u00a0H4' has U+00A0 NO-BREAK SPACE at character 3, which cannot be seen")]
    [InlineData("ES\ufe0f", "'ES\ufe0f' has U+FE0F VARIATION SELECTOR-16 at character 3, which cannot be seen")]
    [InlineData("ES\0", "'ES\0' has U+0000 NULL at character 3, which cannot be seen")]
    [InlineData(" ES", "' ES' begins or ends with a blank")]
    [InlineData("ES*", "'ES*' has one of * ? and ,")]
    [InlineData("", "it is empty")]
    [InlineData("ES", null)]
    public void What_is_wrong_with_a_symbol_is_said_and_what_cannot_be_seen_by_its_name(string symbol, string? fault) =>
        Assert.Equal(fault, FeedSymbolName.FaultOf(Encoding.UTF8.GetBytes(symbol)));

    [Fact]
    public void Every_character_that_cannot_be_seen_has_a_name()
    {
        for (var value = 0x80; value <= 0xffff; value++)
        {
            if (Rune.TryCreate(value, out var rune) && !Rune.IsControl(rune)
                && SymbolText.FindInvisible(rune.ToString()) is { } fault)
            {
                Assert.DoesNotContain("INVISIBLE CHARACTER", fault, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("ff")]
    [InlineData("45c3")]
    [InlineData("c080")]
    [InlineData("eda080")]
    [InlineData("f4908080")]
    public void Bytes_that_are_not_UTF8_are_no_symbol(string hex)
    {
        Assert.False(FeedSymbolName.TryValidate(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_symbol()
    {
        Assert.False(FeedSymbolName.TryValidate("ES\ud83d"));
        Assert.False(FeedSymbolName.TryValidate("\ude00ES"));
    }

    [Fact]
    public void Bytes_and_text_agree()
    {
        Gen.String[Gen.OneOf(Gen.Char, Gen.Char['!', '~']), 0, 70]
            .Where(text => !text.Any(char.IsSurrogate))
            .Sample(
                text => Assert.Equal(
                    FeedSymbolName.TryValidate(text), FeedSymbolName.TryValidate(Encoding.UTF8.GetBytes(text))),
                iter: 20_000);
    }
}
