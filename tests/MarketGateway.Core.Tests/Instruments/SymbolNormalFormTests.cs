using System.Globalization;
using System.Text;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Tests.Instruments;

/// <summary>Symbols that differ only in Unicode's form are one.</summary>
public sealed class SymbolNormalFormTests
{
    [Fact]
    public void Texts_of_all_kinds_have_the_form_that_another_implementation_gives_them()
    {
        var file = Path.Combine(RepositoryRoot.Path, "tests", "MarketGateway.Core.Tests", "Instruments", "normal-forms.txt");
        Assert.All(File.ReadLines(file), line =>
        {
            var sides = line.Split(" = ");
            Assert.Equal(Text(sides[1]), SymbolNormalForm.Of(Text(sides[0])));
            Assert.Equal(Text(sides[1]), SymbolNormalForm.Of(Text(sides[1])));
        });
    }

    [Theory]
    [InlineData("ES 03-24")]
    [InlineData("BRK/A:XNYS")]
    [InlineData("ÄÖ é")]
    public void A_text_that_is_in_form_is_itself(string text) => Assert.Same(text, SymbolNormalForm.Of(text));

    [Fact]
    public void Keys_in_two_forms_are_one_symbol_and_either_finds_it()
    {
        var market = new Market(new MarketOptions(), TimeProvider.System);
        market.BeginEpoch("test");
        var symbol = market.Resolve(Encoding.UTF8.GetBytes("A\u030aNGSTRO\u0308M"));

        Assert.Equal("\u00c5NGSTR\u00d6M", symbol!.Symbol);
        Assert.Same(symbol, market.Resolve(Encoding.UTF8.GetBytes("\u00c5NGSTR\u00d6M")));
        Assert.Same(symbol, market.Resolve(Encoding.UTF8.GetBytes("\u212bNGSTRO\u0308M")));
    }

    private static string Text(string hex) => string.Concat(hex.Split(' ').Select(code =>
        char.ConvertFromUtf32(int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))));
}
