using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// From where a subscribe request offers to go on, once it is known which symbols it is about: a partition counts only
/// where these, in their generations, are those that the offer was made for.
/// </summary>
internal sealed class ResumeTerms
{
    private readonly ResumeOffer _offer;
    private readonly Dictionary<int, ulong> _identities = [];

    private ResumeTerms(ResumeOffer offer) => _offer = offer;

    public string Epoch => _offer.Epoch;

    public static ResumeTerms? Of(SubscribeRequest request, List<SelectedSymbol> symbols)
    {
        if (request.Resume is not { } offer)
        {
            return null;
        }

        var terms = new ResumeTerms(offer);
        if (offer.Partitions.Count > 0)
        {
            terms.Identify(request, symbols);
        }

        return terms;
    }

    /// <summary>Finds what is offered for a stream: a position of its own, or an offset of its partition.</summary>
    public (ResumePoint? Point, long Offset)? Find(MarketStream stream)
    {
        if (_offer.Streams.TryGetValue(stream.Symbol.Symbol, out var point))
        {
            return (point, 0);
        }

        var partition = stream.Generation.Partition;
        return _offer.Partitions.TryGetValue(partition, out var offered) && _identities.GetValueOrDefault(partition) == offered.Identities
            ? (null, offered.Offset)
            : null;
    }

    private void Identify(SubscribeRequest request, List<SelectedSymbol> symbols)
    {
        foreach (var (symbol, _, _) in symbols)
        {
            var generation = symbol.ChannelOf(request.Parameters.Channel).Generation;
            if (generation.Name is not null && !_offer.Streams.ContainsKey(symbol.Symbol))
            {
                var identity = MarketStream.Identify(symbol.Symbol, generation);
                _identities[generation.Partition] = unchecked(_identities.GetValueOrDefault(generation.Partition) + identity);
            }
        }
    }
}
