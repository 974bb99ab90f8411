using MarketGateway.Core.Instruments;

namespace MarketGateway.Demo;

/// <summary>
/// The instruments of the simulated market, busiest first: 64 with well-known names on four venues, then as many
/// as wanted by formula. Prices are those of no particular day.
/// </summary>
public static class SimulatedListings
{
    private static readonly SimulatedListing[] Named =
    [
        Future("ESH6", "E-mini S&P 500, March 2026", 685025, 25, 1, 190),
        Fx("EURUSD", "USD", "Euro / US dollar", 5, 117250, 120),
        Crypto("BTC-USD", "Bitcoin / US dollar", 2, 8, 8_912_345, 1_000_000, 195),
        Equity("AAPL", "Apple Inc.", 27184, 150),
        Future("NQH6", "E-mini Nasdaq-100, March 2026", 2538050, 25, 1, 160),
        Fx("USDJPY", "JPY", "US dollar / Japanese yen", 3, 156420, 110),
        Crypto("ETH-USD", "Ether / US dollar", 2, 8, 304_512, 10_000_000, 180),
        Equity("NVDA", "NVIDIA Corporation", 18842, 150),
        Future("ZNH6", "10-year US Treasury note, March 2026", 11246875, 15625, 1, 100, priceScale: 5),
        Fx("GBPUSD", "USD", "Pound sterling / US dollar", 5, 134610, 100),
        Crypto("SOL-USD", "Solana / US dollar", 2, 4, 12_654, 10_000, 140),
        Equity("TSLA", "Tesla, Inc.", 45310, 130),
        Future("CLG6", "Crude oil, February 2026", 5742, 1, 1, 90),
        Fx("AUDUSD", "USD", "Australian dollar / US dollar", 5, 66830, 90),
        Crypto("XRP-USD", "XRP / US dollar", 4, 2, 18_734, 10_000, 120),
        Equity("MSFT", "Microsoft Corporation", 48302, 120),
        Future("GCG6", "Gold, February 2026", 43410, 1, 1, 90, priceScale: 1),
        Fx("USDCHF", "CHF", "US dollar / Swiss franc", 5, 79240, 80),
        Crypto("DOGE-USD", "Dogecoin / US dollar", 5, 0, 12_310, 100, 100),
        Equity("AMZN", "Amazon.com, Inc.", 23082, 110),
        Future("RTYH6", "E-mini Russell 2000, March 2026", 25104, 1, 1, 80, priceScale: 1),
        Fx("USDCAD", "CAD", "US dollar / Canadian dollar", 5, 137120, 80),
        Crypto("ADA-USD", "Cardano / US dollar", 5, 0, 36_812, 50, 90),
        Equity("META", "Meta Platforms, Inc.", 66009, 100),
        Future("YMH6", "E-mini Dow, March 2026", 48475, 1, 1, 70, priceScale: 0),
        Fx("NZDUSD", "USD", "New Zealand dollar / US dollar", 5, 57640, 70),
        Crypto("LINK-USD", "Chainlink / US dollar", 3, 4, 12_431, 10_000, 80),
        Equity("GOOGL", "Alphabet Inc., class A", 31300, 100),
        Future("SIH6", "Silver, March 2026", 70650, 5, 1, 60, priceScale: 3),
        Fx("EURGBP", "GBP", "Euro / pound sterling", 5, 87130, 70),
        Crypto("AVAX-USD", "Avalanche / US dollar", 3, 4, 12_870, 10_000, 70),
        Equity("AMD", "Advanced Micro Devices, Inc.", 21416, 90),
        Future("HGH6", "Copper, March 2026", 56350, 5, 1, 60, priceScale: 4),
        Fx("EURJPY", "JPY", "Euro / Japanese yen", 3, 183510, 60),
        Crypto("LTC-USD", "Litecoin / US dollar", 2, 6, 7_720, 500_000, 70),
        Equity("AVGO", "Broadcom Inc.", 34610, 80),
        Future("NGG6", "Natural gas, February 2026", 3686, 1, 1, 50, priceScale: 3),
        Fx("GBPJPY", "JPY", "Pound sterling / Japanese yen", 3, 210720, 60),
        Crypto("BCH-USD", "Bitcoin Cash / US dollar", 2, 6, 60_120, 100_000, 60),
        Equity("NFLX", "Netflix, Inc.", 9376, 80),
        Future("ZCH6", "Corn, March 2026", 44025, 25, 1, 45),
        Fx("AUDJPY", "JPY", "Australian dollar / Japanese yen", 3, 104540, 50),
        Crypto("DOT-USD", "Polkadot / US dollar", 4, 2, 18_120, 1_000, 60),
        Equity("COST", "Costco Wholesale Corporation", 86234, 60),
        Future("ZSH6", "Soybeans, March 2026", 104750, 25, 1, 45),
        Fx("EURCHF", "CHF", "Euro / Swiss franc", 5, 93010, 50),
        Crypto("UNI-USD", "Uniswap / US dollar", 4, 2, 57_310, 500, 50),
        Equity("PEP", "PepsiCo, Inc.", 14352, 50),
        Future("ZWH6", "Wheat, March 2026", 50725, 25, 1, 40),
        Fx("EURSEK", "SEK", "Euro / Swedish krona", 5, 1_081_240, 40),
        Crypto("ATOM-USD", "Cosmos / US dollar", 4, 2, 20_340, 1_000, 45),
        Equity("ADBE", "Adobe Inc.", 34998, 50),
        Future("LEG6", "Live cattle, February 2026", 230575, 25, 1, 35, priceScale: 3),
        Fx("USDMXN", "MXN", "US dollar / Mexican peso", 4, 180_120, 40),
        Crypto("XLM-USD", "Stellar / US dollar", 5, 0, 20_710, 100, 45),
        Equity("CSCO", "Cisco Systems, Inc.", 7703, 50),
        Future("6EH6", "Euro FX, March 2026", 117750, 5, 1, 60, priceScale: 5),
        Fx("USDNOK", "NOK", "US dollar / Norwegian krone", 5, 1_006_510, 35),
        Crypto("AAVE-USD", "Aave / US dollar", 2, 6, 14_890, 500_000, 40),
        Equity("QCOM", "Qualcomm Incorporated", 17105, 45),
        Future("BTCF6", "Bitcoin future, January 2026", 89450, 5, 1, 40, priceScale: 0),
        Fx("USDSGD", "SGD", "US dollar / Singapore dollar", 5, 128_510, 35),
        Crypto("EURC-USD", "Euro Coin / US dollar", 4, 2, 11_740, 10_000, 40),
        Equity("INTC", "Intel Corporation", 3690, 60),
    ];

    /// <summary>
    /// Lists the first <paramref name="count"/> instruments; the list for a count begins every longer one.
    /// </summary>
    public static SimulatedListing[] First(int count)
    {
        var listings = new SimulatedListing[count];
        for (var i = 0; i < count; i++)
        {
            listings[i] = i < Named.Length ? Named[i] : ByFormula(i);
        }

        return listings;
    }

    /// <summary>
    /// An instrument like a named one but quieter: its symbol carries a number, its price is spread over 60-140 % of
    /// the original's, and its book is shallow, so that 50,000 of them fit into memory and into a broker.
    /// </summary>
    private static SimulatedListing ByFormula(int index)
    {
        var like = Named[index % Named.Length];
        var number = index / Named.Length;
        var ticks = like.BasePrice / like.Definition.TickSize * (60 + (index * 37 % 81)) / 100;
        return like with
        {
            Symbol = $"{like.Symbol}.{number}",
            Definition = like.Definition with { Description = $"{like.Definition.Description}, series {number}" },
            BasePrice = ticks * like.Definition.TickSize,
            Depth = 27 + (index % 14),
        };
    }

    private static SimulatedListing Future(
        string symbol, string description, long price, long tickSize, long lot, int depth, int priceScale = 2) =>
        new(symbol, new InstrumentDefinition("XCME", "future", "USD", priceScale, 0, tickSize, description),
            price / tickSize * tickSize, lot, depth);

    private static SimulatedListing Fx(
        string symbol, string currency, string description, int priceScale, long price, int depth) =>
        new(symbol, new InstrumentDefinition("EBS", "fx", currency, priceScale, 0, 1, description),
            price, 250_000, depth);

    private static SimulatedListing Crypto(
        string symbol, string description, int priceScale, int sizeScale, long price, long lot, int depth) =>
        new(symbol, new InstrumentDefinition("COINBASE", "crypto", "USD", priceScale, sizeScale, 1, description),
            price, lot, depth);

    private static SimulatedListing Equity(string symbol, string description, long price, int depth) =>
        new(symbol, new InstrumentDefinition("XNAS", "equity", "USD", 2, 0, 1, description), price, 100, depth);
}
