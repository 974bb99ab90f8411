using Microsoft.AspNetCore.Http.Features;

namespace MarketGateway.WebSockets;

/// <summary>Puts <see cref="FrameUpgradeFeature"/> under the framework's WebSockets.</summary>
internal static class FrameUpgrade
{
    /// <summary>Like UseWebSockets, and an endpoint finds the connection's <see cref="FrameStream"/>.</summary>
    public static void UseWebSocketFrames(this IApplicationBuilder gateway)
    {
        gateway.Use((context, next) =>
        {
            if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            {
                var frames = new FrameUpgradeFeature(upgrade, context.Features);
                context.Features.Set<IHttpUpgradeFeature>(frames);
                context.Features.Set(frames);
            }

            return next(context);
        });
        gateway.UseWebSockets();
    }
}
