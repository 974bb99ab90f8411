namespace MarketGateway.Tools.Map;

/// <summary>What an unknown record looks like.</summary>
internal enum Shape
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>It has lists of levels.</summary>
    Book,

    /// <summary>It is one level of one side.</summary>
    Level,

    /// <summary>It has a best bid and ask.</summary>
    Quote,

    /// <summary>It has one price and one size.</summary>
    Trade,
}
