namespace MarketGateway.Core.Books;

/// <summary>What an entry of the trades' log is.</summary>
public enum TradeKind : byte
{
    /// <summary>An execution.</summary>
    Execution,

    /// <summary>The venue takes an execution back: only its number counts.</summary>
    Cancel,

    /// <summary>The venue gives an execution another price, size and aggressor.</summary>
    Correction,
}
