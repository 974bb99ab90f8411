using Microsoft.AspNetCore.SignalR;

namespace MarketGateway.Bench.Peers.SignalR;

/// <summary>The hub: a group per symbol, and the state at the time of joining.</summary>
internal sealed class MarketHub(PeerMarket market) : Hub
{
    public const string Path = "/market";

    public async Task<BookMessage[]> Subscribe(string[] symbols)
    {
        foreach (var symbol in symbols)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, symbol);
        }

        return Array.ConvertAll(symbols, market.StateOf);
    }
}
