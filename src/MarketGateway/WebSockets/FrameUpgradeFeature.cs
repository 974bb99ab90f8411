using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace MarketGateway.WebSockets;

/// <summary>
/// Stands between the framework's WebSocket handshake and the connection, so that the connection it upgrades takes whole
/// frames from the session too.
/// </summary>
internal sealed class FrameUpgradeFeature(IHttpUpgradeFeature inner, IFeatureCollection features) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    /// <summary>Gets the connection once it is upgraded.</summary>
    public FrameStream? Frames { get; private set; }

    public async Task<Stream> UpgradeAsync()
    {
        var connection = await inner.UpgradeAsync().ConfigureAwait(false);
        var isPlain = features.Get<ITlsHandshakeFeature>() is null;
        var socket = features.Get<IConnectionSocketFeature>()?.Socket;
        if (isPlain && socket is not null)
        {
            // Whoever sends is a lane, which takes what fits at once and never waits here.
            socket.Blocking = false;
        }

        return Frames = new FrameStream(connection, isPlain ? socket : null, socket)
        {
            Source = isPlain ? features.Get<IFrameSource>() : null,
        };
    }
}
