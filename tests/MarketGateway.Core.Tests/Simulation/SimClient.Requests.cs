using System.Text.Json;
using MarketGateway.Core.Books;

namespace MarketGateway.Core.Tests.Simulation;

/// <content>What a client asks for.</content>
internal sealed partial class SimClient
{
    private void Subscribe()
    {
        var channel = random.Next(3) switch { 0 => "book", 1 => "quote", _ => "trade" };
        var symbols = random.Next(4) == 0 ? "\"A*\",\"B*\"" : $"\"{FeedLog.NameOf(random.Next(4))}\",\"{FeedLog.NameOf(random.Next(4))}\"";
        var (depth, grouping, size) = (0, 0, 0);
        var (fields, more) = (QuoteFields.All, "");
        switch (channel)
        {
            case "book":
                (depth, grouping) = (random.Next(3) * 2, random.Next(5) == 0 ? 3 : 0);
                more = $",\"depth\":{depth},\"grouping\":{grouping}";
                break;
            case "quote":
                fields = random.Next(3) == 0 ? QuoteFields.BidPrice | QuoteFields.AskPrice | QuoteFields.Volume : fields;
                more = (fields == QuoteFields.All ? "" : ",\"fields\":[\"bidPrice\",\"askPrice\",\"volume\"]")
                    + (random.Next(6) == 0 ? ",\"minPriceMove\":2" : "");
                break;
            default:
                size = random.Next(5) == 0 ? 4 : 0;
                more = $",\"history\":{random.Next(3) * 3},\"minTradeSize\":{size}";
                break;
        }

        var hasOrders = channel == "book" && stamps.Next(2) == 0;
        more += hasOrders ? ",\"orders\":true" : "";
        var interval = Interval();
        if (channel != "trade" && interval == 0 && !more.Contains("minPriceMove", StringComparison.Ordinal) && random.Next(2) == 0)
        {
            more += ",\"merge\":\"never\"";
        }

        // An offer is for what was held, as it was held.
        var offers = _offered.Where(offer => offer.Key.Channel == channel && offer.Value.Depth == depth
            && offer.Value.Grouping == grouping && offer.Value.HasOrders == hasOrders && offer.Value.MinTradeSize == size
            && (channel != "quote" || offer.Value.Fields == fields)).ToList();
        offers.ForEach(offer => _offered.Remove(offer.Key));
        var id = _asks.Count;
        _asks.Add(new Asked(channel, depth, grouping, hasOrders, size, fields, offers.ToDictionary(offer => offer.Key.Symbol, offer => offer.Value)));
        Ask($$"""{"op":"subscribe","id":{{id}},"channel":"{{channel}}","symbols":[{{symbols}}],"intervalMs":{{interval}}{{more}}{{Offer(offers)}}}""");
    }

    private string Offer(List<KeyValuePair<(string Symbol, string Channel), HeldStream>> offers)
    {
        var entries = offers.ConvertAll(offer => JsonSerializer.Serialize(offer.Key.Symbol) + ":" + JsonSerializer.Serialize(
            new object?[] { offer.Value.Version, offer.Value.Edge(Side.Bid), offer.Value.Edge(Side.Ask), offer.Value.Generation }));
        return entries.Count == 0 ? "" : $$$""","resume":{"epoch":"{{{_epoch}}}","streams":{{{{string.Join(',', entries)}}}}}""";
    }

    private void Update(long stream)
    {
        var change = !_streams.TryGetValue(stream, out var held) || held.Channel == "book" ? $"\"depth\":{random.Next(4) * 2}{(stamps.Next(4) == 0 ? $",\"orders\":{(stamps.Next(2) == 0 ? "true" : "false")}" : "")}"
            : held.Channel == "quote" ? (random.Next(2) == 0 ? "\"fields\":[\"bidPrice\",\"volume\"]" : "\"minPriceMove\":1")
            : $"\"minTradeSize\":{random.Next(2) * 4}";
        Ask($$"""{"op":"update","streams":[{{stream}}],{{change}}}""");
    }
}
