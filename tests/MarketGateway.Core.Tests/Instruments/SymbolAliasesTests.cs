using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Tests.Instruments;

public sealed class SymbolAliasesTests
{
    private readonly SymbolAliases _aliases = new(countMax: 20);

    [Fact]
    public void A_name_that_stands_for_nothing_is_itself() => AssertLeads("ESH6", "ESH6");

    [Fact]
    public void A_name_may_stand_for_one_that_stands_for_a_symbol()
    {
        Set("ES", "ES.c.0");
        Set("ES.c.0", "ESH6");

        AssertLeads("ES", "ESH6");
        AssertLeads("ES.c.0", "ESH6");
    }

    [Theory]
    [InlineData("A")]
    [InlineData("B")]
    [InlineData("C")]
    public void A_loop_is_named(string begin)
    {
        Set("A", "B");
        Set("B", "A");
        Set("C", "C");

        Assert.Null(_aliases.Follow(begin, out var fault));
        Assert.StartsWith($"'{begin}' stands for '", fault, StringComparison.Ordinal);
        Assert.EndsWith("and so on", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SymbolAliases.StepsMax, true)]
    [InlineData(SymbolAliases.StepsMax + 1, false)]
    public void So_many_steps_are_followed_and_no_more(int steps, bool isRight)
    {
        for (var step = 0; step < steps; step++)
        {
            Set($"N{step}", $"N{step + 1}");
        }

        Assert.Equal(isRight ? $"N{steps}" : null, _aliases.Follow("N0", out var fault));
        Assert.Equal(isRight, fault is null);
    }

    [Fact]
    public void There_are_no_more_of_them_than_there_may_be_and_those_that_are_may_change()
    {
        var one = new SymbolAliases(countMax: 1);
        Assert.True(one.TrySet("A", "X", out _));
        Assert.False(one.TrySet("B", "X", out _));
        Assert.True(one.TrySet("A", "Y", out var before));
        Assert.Equal("X", before);
    }

    [Fact]
    public void What_is_repeated_is_no_change()
    {
        Set("A", "X");
        var revision = _aliases.Revision;
        Set("A", "X");

        Assert.Equal(revision, _aliases.Revision);
    }

    [Fact]
    public void Names_are_compared_in_their_normal_form()
    {
        Set("\u00e9", "ESH6");

        AssertLeads("e\u0301", "ESH6");
    }

    private void Set(string alias, string symbol) => Assert.True(_aliases.TrySet(alias, symbol, out _));

    private void AssertLeads(string name, string symbol)
    {
        Assert.Equal(symbol, _aliases.Follow(name, out var fault));
        Assert.Null(fault);
    }
}
